using System.Runtime.InteropServices;
using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Pods;

/// <summary>How many requests were looked up, by where they were found (R116).</summary>
/// <param name="ContainerStatuses">In the statuses of containers.</param>
/// <param name="InitContainerStatuses">In the statuses of init containers.</param>
/// <param name="Containers">In the specifications of containers.</param>
/// <param name="InitContainers">In the specifications of init containers.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RequestLookups(int ContainerStatuses, int InitContainerStatuses, int Containers, int InitContainers)
{
    /// <summary>One look-up for each container of a pod.</summary>
    public static RequestLookups Of(Pod pod)
    {
        var fromStatus = 0;
        foreach (var container in pod.Containers)
        {
            fromStatus += pod.StatusOf(container.Name)?.Resources is null ? 0 : 1;
        }

        var initFromStatus = Math.Min(pod.InitContainersWithStatusResources, pod.InitContainerNames.Length);
        return new(fromStatus, initFromStatus, pod.Containers.Length - fromStatus, pod.InitContainerNames.Length - initFromStatus);
    }

    /// <summary>The sum.</summary>
    public static RequestLookups operator +(RequestLookups left, RequestLookups right) => new(
        left.ContainerStatuses + right.ContainerStatuses,
        left.InitContainerStatuses + right.InitContainerStatuses,
        left.Containers + right.Containers,
        left.InitContainers + right.InitContainers);
}
