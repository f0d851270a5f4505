namespace Vpa.Recommender.Tests.World;

/// <summary>A machine's clock that can be set wrong. Like that of a real machine, its timestamps do not jump.</summary>
internal sealed class JumpingClock(TimeProvider right) : TimeProvider
{
    /// <summary>How wrong it is.</summary>
    public TimeSpan Error { get; set; }

    public override long TimestampFrequency => right.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => right.GetUtcNow() + Error;

    public override long GetTimestamp() => right.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => right.CreateTimer(callback, state, dueTime, period);
}
