using Vpa.Domain.Quantities;

namespace Vpa.Host.Roles;

/// <summary>Fails once the last run ended longer than five intervals ago; before the first start all is well (R155, U6, D14).</summary>
internal sealed class RunHealth(TimeSpan interval, TimeProvider clock)
{
    private const int IntervalsAllowed = 5;

    private long _lastActivity;

    /// <summary>Null when all is well, else what is wrong.</summary>
    public string? Ailment
    {
        get
        {
            var last = Volatile.Read(ref _lastActivity);
            var allowed = IntervalsAllowed * interval;
            return last != 0 && clock.GetUtcNow().UtcTicks - last > allowed.Ticks
                ? $"last activity more than {GoDuration.FromTimeSpan(allowed)} ago"
                : null;
        }
    }

    /// <summary>Notes that monitoring starts, or that a run ended, well or not.</summary>
    public void Touch() => Volatile.Write(ref _lastActivity, clock.GetUtcNow().UtcTicks);
}
