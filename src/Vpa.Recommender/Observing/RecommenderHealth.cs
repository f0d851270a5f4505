using Vpa.Domain.Quantities;

namespace Vpa.Recommender.Observing;

/// <summary>Whether the main loop still turns (R155). Safe for several threads.</summary>
/// <param name="time">The clock.</param>
/// <param name="timeout">The longest time between two finished cycles: five intervals.</param>
public sealed class RecommenderHealth(TimeProvider time, TimeSpan timeout)
{
    // Timestamp of the last activity; 0 before activation.
    private long _lastActivity;
    private string? _historyError;

    /// <summary>Why histories cannot be stored at the moment; null when they can. The program runs on, so this does not make it unhealthy.</summary>
    public string? HistoryError
    {
        get => Volatile.Read(ref _historyError);
        set => Volatile.Write(ref _historyError, value);
    }

    /// <summary>Starts the watch: from now on a cycle must finish within the timeout. Before that, every answer is healthy.</summary>
    public void Activate() => Touch();

    /// <summary>Notes that a cycle finished.</summary>
    public void Touch() => Volatile.Write(ref _lastActivity, Math.Max(1, time.GetTimestamp()));

    /// <summary>Null when healthy, else the text of the answer.</summary>
    public string? Check()
    {
        var last = Volatile.Read(ref _lastActivity);
        return last == 0 || time.GetElapsedTime(last) <= timeout
            ? null
            : $"last activity more than {GoDuration.FromTimeSpan(timeout)} ago";
    }
}
