using Vpa.Host.Roles;

namespace Vpa.Host.Tests.Roles;

/// <summary>A component that counts what is asked of it.</summary>
internal sealed class RecordingComponent(TimeSpan interval) : IRoleComponent
{
    private int _runs;

    public string Name => "recording";

    public bool NeedsLeadership => true;

    public PeriodicWork Periodic => new(interval, RunAsync);

    public string? Ailment { get; set; }

    public string? Unreadiness { get; set; }

    public int Runs => Volatile.Read(ref _runs);

    public bool IsStarted { get; private set; }

    public bool IsStopped { get; private set; }

    /// <summary>Holds the runs that are begun until it is set.</summary>
    public TaskCompletionSource? Gate { get; init; }

    /// <summary>Holds the stop until it is set.</summary>
    public TaskCompletionSource? StopGate { get; init; }

    public bool RunEnded { get; private set; }

    public bool RunHadEndedWhenStopped { get; private set; }

    public Action? OnStart { get; set; }

    public Action? OnStop { get; init; }

    public Exception? StartFailure { get; init; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        IsStarted = true;
        OnStart?.Invoke();
        return StartFailure is null ? Task.CompletedTask : Task.FromException(StartFailure);
    }

    public Task StopAsync()
    {
        IsStopped = true;
        OnStop?.Invoke();
        RunHadEndedWhenStopped = RunEnded;
        return StopGate?.Task ?? Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        if (Gate is not null)
        {
            await Gate.Task.WaitAsync(cancellationToken);
        }

        RunEnded = true;
    }
}
