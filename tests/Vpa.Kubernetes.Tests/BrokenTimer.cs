namespace Vpa.Kubernetes.Tests;

/// <summary>The system's time, except that nobody can wait for one very time: a defect for the one loop that waits so long.</summary>
/// <param name="broken">That time.</param>
internal sealed class BrokenTimer(TimeSpan broken) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        dueTime == broken ? throw new NotSupportedException($"no timer of {broken}") : base.CreateTimer(callback, state, dueTime, period);
}
