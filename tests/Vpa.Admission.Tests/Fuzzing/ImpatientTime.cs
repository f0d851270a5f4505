namespace Vpa.Admission.Tests.Fuzzing;

/// <summary>A clock whose timers are due at once: the waits for an owner that is not known yet (Q15) take no time.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
}
