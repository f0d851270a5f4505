namespace Vpa.Host.Roles;

/// <summary>Ends runs that do not end by themselves within a grace period after a signal.</summary>
/// <param name="grace">The period.</param>
/// <param name="clock">The clock.</param>
internal sealed class RunCancellation(TimeSpan grace, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _source = new(Timeout.InfiniteTimeSpan, clock);

    /// <summary>The token of every run.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Starts the grace period.</summary>
    public void Begin() => _source.CancelAfter(grace);

    /// <summary>Ends runs at once.</summary>
    public void Cancel() => _source.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
