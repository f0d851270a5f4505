using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>Recognises pods with a container that was OOM-killed soon after its start (U57).</summary>
public static class QuickOutOfMemory
{
    /// <summary>Whether a pod has one. How long ago it was plays no part (U59).</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="observed">The containers that count (U54).</param>
    /// <param name="policy">The VPA's resource policy: containers in mode <c>Off</c> do not count.</param>
    /// <param name="threshold">A kill counts when the container ran for less than this, strictly.</param>
    public static bool Happened(Pod pod, ObservedContainers observed, ResourcePolicy? policy, TimeSpan threshold)
    {
        foreach (var status in pod.ContainerStatuses)
        {
            if (status.LastState.IsOutOfMemoryKill
                && observed.Includes(status.Name)
                && policy?.For(status.Name)?.Mode != ScalingMode.Off
                && RanFor(status.LastState) < threshold)
            {
                return true;
            }
        }

        return false;
    }

    // An absent time is year 1, as for a Kubernetes client that reads it into a value.
    private static TimeSpan RanFor(ContainerState state) => (state.FinishedAt ?? DateTimeOffset.MinValue) - (state.StartedAt ?? DateTimeOffset.MinValue);
}
