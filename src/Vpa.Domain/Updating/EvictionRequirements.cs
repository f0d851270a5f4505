using System.Collections.Immutable;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>Evaluates a VPA's eviction requirements against a pod (U63 to U68).</summary>
public static class EvictionRequirements
{
    /// <summary>
    /// Whether a pod may be updated. Without an update policy it may; with one, some container that has a recommendation must be admitted,
    /// and all requirements must be met by that same container.
    /// </summary>
    public static bool Admit(Pod pod, Recommendation processed, UpdatePolicy? policy)
    {
        if (policy is null)
        {
            return true;
        }

        var requirements = policy.EvictionRequirements ?? [];
        foreach (var container in pod.Containers)
        {
            if (processed.For(container.Name) is { } recommended && Admit(pod.ResourcesOf(container).Requests, recommended.Target, requirements))
            {
                return true;
            }
        }

        return false;
    }

    // A container without a cpu or a memory request is always admitted, whatever the requirements are about (U65).
    private static bool Admit(ResourceList? requests, ResourceList target, ImmutableArray<EvictionRequirement> requirements)
    {
        if (requests is null || !requests.Contains(ResourceNames.Cpu) || !requests.Contains(ResourceNames.Memory))
        {
            return true;
        }

        foreach (var requirement in requirements)
        {
            if (!IsMet(requirement, requests, target))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsMet(EvictionRequirement requirement, ResourceList requests, ResourceList target)
    {
        foreach (var resource in requirement.Resources)
        {
            var change = target[resource].MilliValue.CompareTo(requests[resource].MilliValue);
            if ((requirement.Change == ChangeRequirement.TargetHigherThanRequests && change > 0)
                || (requirement.Change == ChangeRequirement.TargetLowerThanRequests && change < 0))
            {
                return true;
            }
        }

        return false;
    }
}
