using Vpa.Domain.Workloads;
using Vpa.Recommender.Pods;

namespace Vpa.Recommender.Histories;

/// <summary>Deletes histories nobody will need again (R69 to R72), at most once an hour.</summary>
internal sealed class HistoryCollector(HistoryBook book, PodModel pods, IControllerDirectory directory)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private DateTimeOffset _lastRun = DateTimeOffset.UnixEpoch;

    /// <summary>Collects if the last run is an hour ago, and tells how many histories went.</summary>
    public int CollectIfDue(DateTimeOffset now)
    {
        // A clock that jumped back must not stop collection until it has caught up.
        if (now - _lastRun < Interval && now >= _lastRun)
        {
            return 0;
        }

        _lastRun = now;
        CloseWindowsOfGonePods();
        var contributive = Contributive();
        var doomed = book.Histories.Where(h => h.Aggregate.IsExpired(now) || (h.IsEmpty && !contributive.Contains(h))).ToList();
        doomed.ForEach(book.Remove);
        book.RemoveEmptyWorkloads();
        return doomed.Count;
    }

    // Stored windows of pods that ended while this program was not running.
    private void CloseWindowsOfGonePods()
    {
        foreach (var history in book.Histories)
        {
            history.CloseWindows(pod => pods.Find(new(history.Key.Workload.Namespace, pod)) is null);
        }
    }

    // Bound by a pod that is active, or whose workload may still start another (R71). A failed look-up counts as existing.
    private HashSet<ContainerHistory> Contributive()
    {
        var found = new HashSet<ContainerHistory>();
        foreach (var pod in pods.Pods)
        {
            foreach (var history in pod.Containers.SelectMany(c => c.Histories))
            {
                if (pod.IsActive || MayExist(history.Key.Workload, pod.Pod))
                {
                    found.Add(history);
                }
            }
        }

        return found;
    }

    private bool MayExist(WorkloadKey workload, Pod pod)
    {
        var chain = OwnerChain.Of(pod, directory);
        return chain.Error is null
            ? chain.Controllers.Any(c => c.Key == workload)
            : OwnerChain.ControllerOf(pod) is { } owner
                && directory.Find(owner.ApiVersion, new(pod.Namespace, owner.Kind, owner.Name)).Status != ControllerLookupStatus.Missing;
    }
}
