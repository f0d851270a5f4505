using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Recommending.PodCapping;

/// <summary>
/// What a VPA's recommendation means for one pod: shared out to fit a Pod-type LimitRange, then per container capped to the
/// Container-type LimitRange, the policy and the current limit (A106-A115, U42-U51). Used at admission and for updates.
/// </summary>
public static class PodRecommendationCapping
{
    /// <summary>Caps target and both bounds, each on its own (U44).</summary>
    /// <param name="recommendation">The recommendation of the VPA's status.</param>
    /// <param name="policy">The VPA's resource policy.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="limitRanges">The LimitRanges of the pod's namespace in the order of their names.</param>
    /// <returns>Null exactly when there is neither a recommendation nor a policy (U42).</returns>
    [return: NotNullIfNotNull(nameof(recommendation))]
    public static CappedRecommendation? Cap(
        Recommendation? recommendation, ResourcePolicy? policy, Pod pod, IReadOnlyList<LimitRange> limitRanges) =>
        recommendation is null && policy is null
            ? null
            : Cap(recommendation ?? Recommendation.Empty, policy, pod, limitRanges, withBounds: true);

    /// <summary>Caps the target alone, as admission does (A111); the bounds are passed on as they are.</summary>
    /// <param name="recommendation">The recommendation of the VPA's status.</param>
    /// <param name="policy">The VPA's resource policy.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="limitRanges">The LimitRanges of the pod's namespace in the order of their names.</param>
    public static CappedRecommendation CapTarget(
        Recommendation recommendation, ResourcePolicy? policy, Pod pod, IReadOnlyList<LimitRange> limitRanges) =>
        Cap(recommendation, policy, pod, limitRanges, withBounds: false);

    private static CappedRecommendation Cap(
        Recommendation recommendation, ResourcePolicy? policy, Pod pod, IReadOnlyList<LimitRange> limitRanges, bool withBounds)
    {
        ArgumentNullException.ThrowIfNull(recommendation);
        ArgumentNullException.ThrowIfNull(pod);
        var podItem = EffectiveLimitRange.Of(limitRanges, EffectiveLimitRange.PodType);
        var containerItem = EffectiveLimitRange.Of(limitRanges, EffectiveLimitRange.ContainerType);
        if (policy is null && podItem is null && containerItem is null)
        {
            return Uncapped(recommendation, pod);
        }

        var incoming = new ContainerResources[pod.Containers.Length];
        var found = new ContainerRecommendation?[incoming.Length];
        for (var i = 0; i < incoming.Length; i++)
        {
            incoming[i] = pod.ResourcesOf(pod.Containers[i]);
            found[i] = recommendation.For(pod.Containers[i].Name)
                ?? (podItem is null ? null : StandIn(pod.Containers[i].Name, incoming[i]));
        }

        var targets = Field(found, incoming, podItem, static r => r.Target);
        var lower = withBounds ? Field(found, incoming, podItem, static r => r.LowerBound) : null;
        var upper = withBounds ? Field(found, incoming, podItem, static r => r.UpperBound) : null;
        var capped = ImmutableArray.CreateBuilder<CappedContainer>(incoming.Length);
        for (var i = 0; i < incoming.Length; i++)
        {
            if (found[i] is { } container)
            {
                var capping = new ContainerCapping(incoming[i], containerItem, policy?.For(container.ContainerName));
                var texts = new List<string>();
                capped.Add(new(
                    container with
                    {
                        Target = capping.Cap(targets[i]!, texts),
                        LowerBound = withBounds ? Capped(capping, lower![i]) : container.LowerBound,
                        UpperBound = withBounds ? Capped(capping, upper![i]) : container.UpperBound,
                    },
                    [.. texts]));
            }
        }

        return new(capped.DrainToImmutable());
    }

    // Most pods have nothing to be capped to, and an updater looks at all of them in every run.
    private static CappedRecommendation Uncapped(Recommendation recommendation, Pod pod)
    {
        var kept = ImmutableArray.CreateBuilder<CappedContainer>(pod.Containers.Length);
        foreach (var container in pod.Containers)
        {
            if (recommendation.For(container.Name) is { } found)
            {
                kept.Add(new(found, []));
            }
        }

        return new(kept.DrainToImmutable());
    }

    /// <summary>Where pod totals count, a container without a recommendation takes part with its requests and has no bounds (A108, U47).</summary>
    private static ContainerRecommendation? StandIn(string name, ContainerResources incoming) =>
        incoming.Requests is { Count: > 0 } requests ? new() { ContainerName = name, Target = requests } : null;

    private static ResourceList?[] Field(
        ContainerRecommendation?[] found,
        ContainerResources[] incoming,
        EffectiveLimitRange? podItem,
        Func<ContainerRecommendation, ResourceList?> field)
    {
        var values = Array.ConvertAll(found, r => r is null ? null : field(r));
        if (podItem is not null)
        {
            PodLimitRangeScaling.Scale(values, incoming, podItem);
        }

        return values;
    }

    private static ResourceList? Capped(ContainerCapping capping, ResourceList? values) => values is null ? null : capping.Cap(values, texts: null);
}
