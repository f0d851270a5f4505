namespace Vpa.Updater;

/// <summary>Whether the updater still makes runs (U6). Safe for use by several threads.</summary>
public sealed class UpdaterHealth
{
    private const int IntervalsUntilUnhealthy = 5;
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private long _lastActivityTicks;

    /// <summary>Creates a monitor that is not switched on yet.</summary>
    /// <param name="interval">The time between runs.</param>
    /// <param name="time">The clock.</param>
    public UpdaterHealth(TimeSpan interval, TimeProvider time)
    {
        _time = time;
        _limit = interval * IntervalsUntilUnhealthy;
    }

    /// <summary>The time since the last activity; null while monitoring is off.</summary>
    public TimeSpan? SinceLastActivity => Interlocked.Read(ref _lastActivityTicks) is var ticks and > 0
        ? _time.GetUtcNow() - new DateTimeOffset(ticks, TimeSpan.Zero)
        : null;

    /// <summary>Whether all is well: monitoring is off, or there was activity within five intervals.</summary>
    public bool IsHealthy => SinceLastActivity is not { } since || since <= _limit;

    /// <summary>Notes activity now; the first call switches monitoring on. To be called when the caches are synced; after every run, the run itself does so.</summary>
    public void RecordActivity() => Interlocked.Exchange(ref _lastActivityTicks, _time.GetUtcNow().UtcTicks);
}
