namespace Vpa.Simulation;

/// <summary>A timer of a <see cref="SimulatedClock"/>.</summary>
internal sealed class SimulatedTimer(SimulatedClock clock, TimerCallback callback, object? state) : ITimer
{
    private TimeSpan _period;
    private bool _disposed;

    /// <summary>When it fires next, in ticks of UTC.</summary>
    public long Due { get; set; }

    /// <summary>Distinguishes its present entry in the clock's queue from earlier ones.</summary>
    public long Order { get; set; }

    /// <summary>Whether it fires at all.</summary>
    public bool IsArmed { get; private set; }

    /// <inheritdoc/>
    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_disposed)
        {
            return false;
        }

        _period = period;
        IsArmed = dueTime != Timeout.InfiniteTimeSpan;
        if (IsArmed)
        {
            clock.Schedule(this, dueTime);
        }

        return true;
    }

    /// <summary>Runs the callback, after the next turn of a periodic timer has been entered.</summary>
    public void Fire()
    {
        IsArmed = _period > TimeSpan.Zero;
        if (IsArmed)
        {
            clock.Schedule(this, _period);
        }

        callback(state);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        IsArmed = false;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
