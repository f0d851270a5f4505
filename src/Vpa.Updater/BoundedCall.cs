namespace Vpa.Updater;

/// <summary>Bounds the time that a call may take, and the time it is given to end once the process is to stop.</summary>
internal sealed class BoundedCall(UpdaterOptions options, TimeProvider time)
{
    /// <summary>How long calls under way may go on once the process is to stop; it has 10 seconds in all.</summary>
    private static readonly TimeSpan GraceOnStop = TimeSpan.FromSeconds(3);

    /// <summary>Makes a call. The token it gets is cancelled when its time is over.</summary>
    public async Task<T> MakeAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken stopping)
    {
        using var bound = new CancellationTokenSource(options.CallTimeout, time);
        await using var onStop = stopping.Register(() => bound.CancelAfter(GraceOnStop));
        return await call(bound.Token);
    }
}
