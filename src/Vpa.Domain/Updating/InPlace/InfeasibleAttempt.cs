using System.Collections.Immutable;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating.InPlace;

/// <summary>
/// The requests, by container, that a node could not give a pod (U102). They are the values that were asked for, not the raw recommendation
/// as upstream keeps it, so that capping does not make the same attempt look lower (U107).
/// </summary>
/// <param name="Requests">The requests by container name.</param>
public sealed record InfeasibleAttempt(ImmutableDictionary<string, ResourceList> Requests)
{
    /// <summary>What the specification of a pod asks for: the attempt behind the status Infeasible.</summary>
    public static InfeasibleAttempt OfSpecification(Pod pod)
    {
        var requests = ImmutableDictionary.CreateBuilder<string, ResourceList>(StringComparer.Ordinal);
        foreach (var container in pod.Containers)
        {
            requests[container.Name] = container.Resources.Requests ?? ResourceList.Empty;
        }

        return new(requests.ToImmutable());
    }

    /// <summary>
    /// Whether a recommendation is worth another attempt (U105): some resource of some container occurs on both sides and is lower now. One is
    /// enough, even if others are higher.
    /// </summary>
    /// <param name="processed">The recommendation as capped for the pod.</param>
    public bool IsUndercutBy(Recommendation processed)
    {
        foreach (var container in processed.Containers)
        {
            if (Requests.TryGetValue(container.ContainerName, out var attempted) && IsLower(container.Target, attempted))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a pod has got after all what it could not be given: no resize is under way, and all of it is in effect.</summary>
    public bool IsInEffectOn(Pod pod)
    {
        if (ResizeProgress.Of(pod) != ResizeStatus.None)
        {
            return false;
        }

        foreach (var container in pod.Containers)
        {
            if (Requests.TryGetValue(container.Name, out var attempted) && !IsIn(attempted, pod.ResourcesOf(container).Requests))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsIn(ResourceList attempted, ResourceList? inEffect)
    {
        foreach (var (resource, quantity) in attempted)
        {
            if (inEffect?.Find(resource) != quantity)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLower(ResourceList target, ResourceList attempted)
    {
        foreach (var (resource, quantity) in target)
        {
            if (attempted.Find(resource) is { } before && quantity < before)
            {
                return true;
            }
        }

        return false;
    }
}
