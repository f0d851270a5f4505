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
        var capped = vpa.EffectiveMode == UpdateMode.Off || vpa.Status.Recommendation is not { } recommendation
            ? null
            : PodRecommendationCapping.CapTarget(recommendation, vpa.ResourcePolicy, pod, limitRanges);
        var defaults = EffectiveLimitRange.Of(limitRanges, EffectiveLimitRange.ContainerType)?.Default ?? ResourceList.Empty;
        var builder = ImmutableArray.CreateBuilder<ContainerUpdate?>(pod.Containers.Length);
        updates = [];
        foreach (var container in pod.Containers)
        {
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

            builder.Add(WithoutContradictions(update, container.Resources));
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
            return new(requests, ResourceList.Empty, capped.Texts, IsBoosted: false);
        }

        var limits = ProportionalLimits.For(incoming, requests, defaults);
        return new(requests, limits.Limits, capped.Texts.AddRange(limits.Texts), IsBoosted: false);
    }

    /// <summary>
    /// Takes out what would make the pod invalid: entries without a name (A120), requests that are not positive (Q12), limits below
    /// their request (Q23, Q28), and requests above a limit that stays.
    /// </summary>
    private static ContainerUpdate WithoutContradictions(ContainerUpdate update, ContainerResources original)
    {
        if (IsConsistent(update, original))
        {
            return update;
        }

        var requests = new List<KeyValuePair<string, Quantity>>(update.Requests.Count);
        var limits = update.Limits;
        foreach (var (name, request) in update.Requests)
        {
            var value = request;
            if (limits.Find(name) is { } limit)
            {
                limits = limit < request ? limits.With(name, request) : limits;
            }
            else if (original.Limits?.Find(name) is { } kept && kept < request)
            {
                value = kept;
            }

            if (value.Sign > 0 && name.Length > 0)
            {
                requests.Add(new(name, value));
            }
        }

        return update with { Requests = ResourceList.Of(requests), Limits = limits };
    }

    private static bool IsConsistent(ContainerUpdate update, ContainerResources original)
    {
        foreach (var (name, request) in update.Requests)
        {
            var limit = update.Limits.Find(name) ?? original.Limits?.Find(name);
            if (request.Sign <= 0 || name.Length == 0 || limit < request)
            {
                return false;
            }
        }

        return true;
    }
}
