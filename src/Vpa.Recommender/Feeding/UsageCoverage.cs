using Microsoft.Extensions.Logging;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Pods;

namespace Vpa.Recommender.Feeding;

/// <summary>Notices pods of VPAs that listings of usage leave out for long. A pod that has just started lacks usage for a while, which is normal.</summary>
internal sealed class UsageCoverage(UsageSubjects subjects, RecommenderMetrics metrics, ILogger logger)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private bool _isIncomplete;

    /// <summary>Looks at all pods after a listing; logs when the first is missing and when none is any more.</summary>
    public void Check(DateTimeOffset now)
    {
        var silent = 0;
        TrackedPod? first = null;
        foreach (var pod in subjects.Pods)
        {
            pod.LastUsage ??= now;
            if (now - pod.LastUsage >= Tolerance)
            {
                first ??= pod;
                silent++;
            }
        }

        metrics.PodsWithoutUsage(silent);
        if (_isIncomplete == silent > 0)
        {
            return;
        }

        _isIncomplete = silent > 0;
        if (first is not null)
        {
            logger.UsageMissing(silent, Tolerance, first.Pod.Namespace, first.Pod.Name);
        }
        else
        {
            logger.UsageComplete();
        }
    }
}
