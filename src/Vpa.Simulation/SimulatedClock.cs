namespace Vpa.Simulation;

/// <summary>A clock that stands still until it is advanced; timers fire while it is, each at its own due time, earliest first.</summary>
public sealed class SimulatedClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<SimulatedTimer, (long Due, long Order)> _timers = new();
    private long _utcTicks;
    private long _order;

    /// <summary>Creates a clock that stands at an instant.</summary>
    public SimulatedClock(DateTimeOffset start) => _utcTicks = start.UtcTicks;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _utcTicks), TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _utcTicks);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new SimulatedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward and fires what falls due on the way; callbacks run on the caller's thread.</summary>
    /// <param name="by">How far; zero fires what is due already.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var target = Volatile.Read(ref _utcTicks) + by.Ticks;
        while (TakeDue(target) is { } timer)
        {
            // Outside the lock: a callback may create, change or dispose timers.
            timer.Fire();
        }

        Volatile.Write(ref _utcTicks, Math.Max(target, Volatile.Read(ref _utcTicks)));
    }

    /// <summary>Enters a timer's next due time; an entry made before becomes void.</summary>
    internal void Schedule(SimulatedTimer timer, TimeSpan dueTime)
    {
        lock (_lock)
        {
            timer.Due = Volatile.Read(ref _utcTicks) + Math.Max(0, dueTime.Ticks);
            timer.Order = _order++;
            _timers.Enqueue(timer, (timer.Due, timer.Order));
        }
    }

    private SimulatedTimer? TakeDue(long target)
    {
        lock (_lock)
        {
            while (_timers.TryPeek(out var timer, out var priority) && priority.Due <= target)
            {
                _timers.Dequeue();
                if (timer.IsArmed && timer.Order == priority.Order)
                {
                    Volatile.Write(ref _utcTicks, Math.Max(priority.Due, Volatile.Read(ref _utcTicks)));
                    return timer;
                }
            }

            return null;
        }
    }
}
