using Microsoft.Extensions.Logging;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Feeding;

/// <summary>Logs what changed about the listings of usage: a metrics API that is not installed would otherwise be told of in every cycle.</summary>
internal sealed class UsageNotices(RecommenderMetrics metrics, ILogger logger)
{
    private string? _error;
    private bool _wasAhead;
    private bool _isPartlyUnreadable;

    /// <summary>Notes why a listing failed; null when it did not.</summary>
    public void Failed(string? error)
    {
        if (error == _error)
        {
            return;
        }

        _error = error;
        if (error is null)
        {
            logger.UsageAvailableAgain();
        }
        else
        {
            logger.UsageUnavailable(error);
        }
    }

    /// <summary>Notes a pod whose samples are dated in the future: the first of a listing, unless the listing before had some.</summary>
    public void Ahead(PodUsage pod, bool isFirst)
    {
        if (isFirst && !_wasAhead)
        {
            logger.SampleFromTheFuture(pod.Pod.ToString(), pod.Timestamp);
        }
    }

    /// <summary>Notes the end of a listing, and whether it was readable but in part.</summary>
    public void Finished(UsageReading reading, bool isAhead)
    {
        _wasAhead = isAhead;
        metrics.UsageUnreadable(reading.Unreadable);
        if (_isPartlyUnreadable == reading.Unreadable > 0)
        {
            return;
        }

        _isPartlyUnreadable = reading.Unreadable > 0;
        if (_isPartlyUnreadable)
        {
            logger.UsageUnreadable(reading.Unreadable, reading.Fault ?? "the cause is not known");
        }
        else
        {
            logger.UsageReadable();
        }
    }
}
