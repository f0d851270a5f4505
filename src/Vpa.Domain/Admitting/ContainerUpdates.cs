using System.Collections.Immutable;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Recommending.PodCapping;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Admitting;

/// <summary>The requests and limits each container of a pod gets from the VPA that controls it (A106-A131).</summary>
internal static class ContainerUpdates
{
    /// <summary>One update a container, in the order of the pod; null for a container that is left out completely (A128).</summary>
    /// <returns>False when a start-up boost makes no sense, so that the pod stays unpatched (A123).</returns>
    public static bool TryCompute(
        Pod pod,
        VerticalPodAutoscaler vpa,
        IReadOnlyList<LimitRange> limitRanges,
        PodAdmissionOptions options,
        out ImmutableArray<ContainerUpdate?> updates)
    {
        if (options.Gates.CpuStartupBoost
            && EarlierBoost.Undo(pod) is { } original
            && TryCompute(pod, original, vpa, limitRanges, options, out var again)
            && EarlierBoost.IsIn(pod, again))
        {
            updates = EarlierBoost.Keep(pod, again);
            return true;
        }

        return TryCompute(pod, pod, vpa, limitRanges, options, out updates);
    }

    /// <summary>Computes from a pod without its earlier boost what is added to the pod as it came.</summary>
    private static bool TryCompute(
        Pod incoming,
        Pod pod,
        VerticalPodAutoscaler vpa,
        IReadOnlyList<LimitRange> limitRanges,
        PodAdmissionOptions options,
        out ImmutableArray<ContainerUpdate?> updates)
    {
        var capped = vpa.EffectiveMode == UpdateMode.Off || vpa.Status.Recommendation is not { } recommendation
            ? null
            : PodRecommendationCapping.CapTarget(recommendation, vpa.ResourcePolicy, pod, limitRanges);
        var defaults = EffectiveLimitRange.Of(limitRanges, EffectiveLimitRange.ContainerType)?.Default ?? ResourceList.Empty;
        var builder = ImmutableArray.CreateBuilder<ContainerUpdate?>(pod.Containers.Length);
        updates = [];
        for (var i = 0; i < pod.Containers.Length; i++)
        {
            var container = pod.Containers[i];
            var policy = vpa.ResourcePolicy?.For(container.Name);
            if (options.Gates.CpuStartupBoost && policy?.Mode == ScalingMode.Off)
            {
                builder.Add(null);
                continue;
            }

            var values = policy?.ControlledValues ?? ControlledValues.RequestsAndLimits;
            var update = FromRecommendation(capped?.For(container.Name), pod.ResourcesOf(container), values, defaults);
            if (options.Gates.CpuStartupBoost && CpuBoost.Of(vpa, policy) is { } boost)
            {
                if (!CpuBoost.IsValid(boost))
                {
                    return false;
                }

                update = CpuBoost.Apply(update, container.Resources, boost, values, options.MaxAllowedCpuBoost);
            }

            builder.Add(WithoutContradictions(update, incoming.Containers[i].Resources));
        }

        updates = builder.DrainToImmutable();
        return true;
    }

    private static ContainerUpdate FromRecommendation(
        CappedContainer? capped, ContainerResources incoming, ControlledValues values, ResourceList defaults)
    {
        if (capped is null)
        {
            return ContainerUpdate.None;
        }

        var requests = capped.Recommendation.Target;
        if (values == ControlledValues.RequestsOnly)
        {
            return new(requests, ResourceList.Empty, capped.Texts, IsNewlyBoosted: false);
        }

        var limits = ProportionalLimits.For(incoming, requests, defaults);
        return new(requests, limits.Limits, capped.Texts.AddRange(limits.Texts), IsNewlyBoosted: false);
    }

    private static ContainerUpdate WithoutContradictions(ContainerUpdate update, ContainerResources original)
    {
        var consistent = ConsistentResources.Of(update.Requests, update.Limits, original);
        return new(consistent.Requests, consistent.Limits, update.Texts, update.IsNewlyBoosted && consistent.Requests.Contains(ResourceNames.Cpu));
    }
}
