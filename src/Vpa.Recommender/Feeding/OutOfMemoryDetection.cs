using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Feeding;

/// <summary>Finds out-of-memory kills in the change of a pod's status (R124).</summary>
public static class OutOfMemoryDetection
{
    /// <summary>The kills that a change shows: at most one for each regular container that was there before.</summary>
    public static IEnumerable<OutOfMemoryObservation> Detect(Pod before, Pod after)
    {
        if (ReferenceEquals(before, after))
        {
            yield break;
        }

        foreach (var status in after.ContainerStatuses)
        {
            if (before.StatusOf(status.Name) is { } old && Detect(before, old, after, status) is { } observation)
            {
                yield return observation;
            }
        }
    }

    private static OutOfMemoryObservation? Detect(Pod before, ContainerStatus old, Pod after, ContainerStatus status)
    {
        var hasRestarted = status.RestartCount > old.RestartCount;
        if (status.State.IsOutOfMemoryKill && (old.State.Kind != ContainerStateKind.Terminated || hasRestarted))
        {
            return Observation(after, status.Name, status.State);
        }

        if (old.State.Kind != ContainerStateKind.Running || !status.LastState.IsOutOfMemoryKill)
        {
            return null;
        }

        // Found running again, or waiting for its restart without having been seen terminated; the latter upstream misses (Q20).
        var isNext = status.State.Kind switch
        {
            ContainerStateKind.Running => hasRestarted,
            ContainerStateKind.Waiting => status.LastState != old.LastState,
            _ => false,
        };
        return isNext ? Observation(before, status.Name, status.LastState) : null;
    }

    // A kill without a time cannot be put into a window.
    private static OutOfMemoryObservation? Observation(Pod pod, string container, ContainerState ended) =>
        ended.FinishedAt is not { } at ? null
        : pod.Containers.FirstOrDefault(c => c.Name == container) is not { } specified ? new(pod.Key, container, at, 0)
        : new(pod.Key, container, at, pod.ResourcesOf(specified).Requests?[ResourceNames.Memory].Value ?? 0, SourceOf(pod, container));

    private static RequestSource SourceOf(Pod pod, string container) =>
        pod.StatusOf(container)?.Resources is null ? RequestSource.Container : RequestSource.ContainerStatus;
}
