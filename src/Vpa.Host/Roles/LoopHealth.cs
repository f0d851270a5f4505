using Vpa.Domain.Quantities;

namespace Vpa.Host.Roles;

/// <summary>Whether a component's loop still turns (R155, U6). By the monotonic clock: a set wall clock ails nobody. Safe for several threads.</summary>
/// <param name="interval">The time between runs.</param>
/// <param name="time">The clock.</param>
internal sealed class LoopHealth(TimeSpan interval, TimeProvider time)
{
    private const int IntervalsUntilUnhealthy = 5;

    // Timestamp of the last activity; 0 before the first.
    private long _lastActivity;

    /// <summary>Null while the last activity is at most five intervals ago, or there was none yet; else the text of the answer.</summary>
    public string? Ailment
    {
        get
        {
            var last = Volatile.Read(ref _lastActivity);
            var since = last == 0 ? TimeSpan.Zero : time.GetElapsedTime(last);
            return since <= IntervalsUntilUnhealthy * interval
                ? null
                : $"last activity more than {GoDuration.FromTimeSpan(TimeSpan.FromSeconds(Math.Floor(since.TotalSeconds)))} ago";
        }
    }

    /// <summary>Notes activity now; the first call starts the watch. To be called when the component is started, and after every run.</summary>
    public void RecordActivity() => Volatile.Write(ref _lastActivity, Math.Max(1, time.GetTimestamp()));
}
