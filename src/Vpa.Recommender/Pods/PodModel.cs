using System.Collections.Immutable;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Histories;

namespace Vpa.Recommender.Pods;

/// <summary>
/// The pods and their bindings to histories. A pod that is no longer listed stays until <see cref="RemoveGone"/>, so that an
/// out-of-memory kill that ended it still counts (R117).
/// </summary>
internal sealed class PodModel(OwnerWorkloads owners, HistoryBook histories)
{
    private readonly Dictionary<NamespacedName, TrackedPod> _pods = [];
    private int _cycle;
    private bool _isListComplete;

    /// <summary>The pods.</summary>
    public IReadOnlyCollection<TrackedPod> Pods => _pods.Values;

    /// <summary>A pod, or null.</summary>
    public TrackedPod? Find(NamespacedName key) => _pods.GetValueOrDefault(key);

    /// <summary>Takes in the listed pods (R114, R115); creates histories of containers that have none (R56, R82).</summary>
    /// <param name="pods">All pods; pending ones are skipped.</param>
    /// <param name="targets">The workloads that VPAs target.</param>
    /// <param name="now">The present.</param>
    /// <returns>The look-ups of requests that were made.</returns>
    public RequestLookups Load(IReadOnlyCollection<Pod> pods, IReadOnlySet<WorkloadKey> targets, DateTimeOffset now)
    {
        _cycle++;
        _isListComplete = false;
        owners.BeginCycle(targets);
        var lookups = default(RequestLookups);
        foreach (var pod in pods)
        {
            if (pod.Phase == PodPhase.Pending)
            {
                continue;
            }

            if (!_pods.TryGetValue(pod.Key, out var tracked))
            {
                tracked = new TrackedPod { Pod = pod };
                _pods.Add(pod.Key, tracked);
            }

            tracked.SeenInCycle = _cycle;
            Update(tracked, pod, now);
            lookups += tracked.Lookups;
        }

        _isListComplete = true;
        return lookups;
    }

    /// <summary>Deletes the pods that were not in the last list, and their containers' windows; then counts the pods of every workload (R59).</summary>
    public void RemoveGone()
    {
        foreach (var (key, tracked) in _pods)
        {
            if (_isListComplete && tracked.SeenInCycle != _cycle)
            {
                Release(tracked, tracked.Containers);
                _pods.Remove(key);
            }
        }

        CountPods();
    }

    /// <summary>Binds a container anew where one of its histories was collected meanwhile (R57).</summary>
    public void Rebind(TrackedPod tracked, TrackedContainer container, DateTimeOffset now) =>
        container.Histories = Bind(tracked, container.Name, now);

    private void Update(TrackedPod tracked, Pod pod, DateTimeOffset now)
    {
        // A failed look-up changes nothing: the pod goes on counting for what it counted for.
        var workloads = owners.Of(pod) ?? tracked.Workloads;
        var isSameContainers = tracked.Containers.Length > 0 && (ReferenceEquals(tracked.Pod, pod) || HasContainersOf(tracked, pod));
        if (!ReferenceEquals(tracked.Pod, pod) || tracked.Lookups == default)
        {
            tracked.Lookups = RequestLookups.Of(pod);
        }

        tracked.Pod = pod;
        if (isSameContainers && ReferenceEquals(tracked.Workloads, workloads))
        {
            return;
        }

        tracked.Workloads = workloads;
        var before = tracked.Containers;
        tracked.Containers = ImmutableArray.CreateRange(pod.Containers, c => new TrackedContainer(c.Name) { Histories = Bind(tracked, c.Name, now) });
        Release(tracked, before);
    }

    private static bool HasContainersOf(TrackedPod tracked, Pod pod)
    {
        if (tracked.Containers.Length != pod.Containers.Length)
        {
            return false;
        }

        for (var i = 0; i < pod.Containers.Length; i++)
        {
            if (tracked.Containers[i].Name != pod.Containers[i].Name)
            {
                return false;
            }
        }

        return true;
    }

    private ContainerHistory[] Bind(TrackedPod tracked, string container, DateTimeOffset now)
    {
        if (tracked.Workloads is not { Length: > 0 } workloads)
        {
            return [];
        }

        var bound = new ContainerHistory[workloads.Length];
        for (var i = 0; i < workloads.Length; i++)
        {
            bound[i] = histories.GetOrAdd(new(workloads[i], container), now);
        }

        return bound;
    }

    // Windows of containers that no longer feed a history; those that the pod is still bound to stay open.
    private static void Release(TrackedPod tracked, ImmutableArray<TrackedContainer> before)
    {
        foreach (var container in before)
        {
            var bound = tracked.Find(container.Name);
            foreach (var history in container.Histories)
            {
                if (bound is null || ReferenceEquals(bound, container) || !bound.Histories.Contains(history))
                {
                    history.CloseWindow(tracked.Pod.Name);
                }
            }
        }
    }

    private void CountPods()
    {
        foreach (var workload in histories.Workloads)
        {
            workload.PodCount = 0;
        }

        foreach (var tracked in _pods.Values)
        {
            foreach (var workload in tracked.Workloads ?? [])
            {
                histories.Workload(workload).PodCount++;
            }
        }
    }
}
