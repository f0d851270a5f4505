using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Vpa.Domain.Admitting;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Recommending.PodCapping;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating.InPlace;

/// <summary>Makes the patch that resizes a pod (U94 to U101). Every container with a recommendation is in it: one resize a pod (U97).</summary>
public static class PodResizing
{
    /// <summary>Makes the patch of one pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="vpa">The VPA that controls it.</param>
    /// <param name="processed">The recommendation as capped for this pod; null when there is none.</param>
    /// <param name="context">What else the patch depends on.</param>
    /// <param name="resize">The patch; it may have no operations.</param>
    /// <returns>False when the annotation of an expired boost cannot be read (U78).</returns>
    public static bool TryMake(
        Pod pod, VerticalPodAutoscaler vpa, Recommendation? processed, UpdateContext context, [NotNullWhen(true)] out PodResize? resize)
    {
        resize = null;
        var builder = new Builder();
        for (var i = 0; i < pod.Containers.Length; i++)
        {
            var container = pod.Containers[i];
            if (!BoostAnnotations.IsOn(pod, container.Name))
            {
                if (UpdatesRunningPods(vpa, context.Rules.Gates))
                {
                    builder.Add(i, container, Recommended(pod, container, vpa, processed, context));
                }
            }
            else if (BoostExpiry.HasExpired(pod, vpa, container.Name, context.Rules.Gates, context.Now))
            {
                if (!BoostAnnotations.TryReadOriginal(pod, container.Name, out var original))
                {
                    return false;
                }

                builder.EndBoost(container.Name);
                builder.Add(i, container, AfterBoost(pod, container, vpa, processed, context, original));
            }
        }

        resize = builder.Build();
        return true;
    }

    // Unboosting a container leaves its siblings alone where the VPA does not touch running pods; upstream resizes them in Initial (U79).
    private static bool UpdatesRunningPods(VerticalPodAutoscaler vpa, FeatureGates gates) => vpa.EffectiveMode switch
    {
        UpdateMode.Recreate or UpdateMode.Auto or UpdateMode.InPlaceOrRecreate => true,
        UpdateMode.InPlace => gates.InPlace,
        _ => false,
    };

    private static ContainerResources Recommended(
        Pod pod, Container container, VerticalPodAutoscaler vpa, Recommendation? processed, UpdateContext context)
    {
        if (processed?.For(container.Name) is not { } recommended)
        {
            return ContainerResources.None;
        }

        var limits = vpa.ResourcePolicy?.For(container.Name)?.ControlledValues == ControlledValues.RequestsOnly
            ? ResourceList.Empty
            : ProportionalLimits.For(pod.ResourcesOf(container), recommended.Target, context.DefaultLimits(pod)).Limits;
        return new(recommended.Target, limits);
    }

    // Where nothing is recommended for the container or its cpu, cpu returns to the original; upstream leaves it boosted in two cases (U78).
    private static ContainerResources AfterBoost(
        Pod pod, Container container, VerticalPodAutoscaler vpa, Recommendation? processed, UpdateContext context, ContainerResources original)
    {
        if (vpa.EffectiveMode == UpdateMode.Off || vpa.Status.Recommendation?.For(container.Name) is null)
        {
            return original;
        }

        var values = Recommended(pod, container, vpa, processed, context);
        return values.Requests?.Contains(ResourceNames.Cpu) == true
            ? values
            : new(WithCpuOf(values.Requests, original.Requests), WithCpuOf(values.Limits, original.Limits));
    }

    private static ResourceList WithCpuOf(ResourceList? values, ResourceList? original) =>
        original?.Find(ResourceNames.Cpu) is { } cpu ? (values ?? ResourceList.Empty).With(ResourceNames.Cpu, cpu) : values ?? ResourceList.Empty;

    private sealed class Builder
    {
        private readonly ImmutableArray<PatchOperation>.Builder _operations = ImmutableArray.CreateBuilder<PatchOperation>();
        private readonly ImmutableArray<string>.Builder _endedBoosts = ImmutableArray.CreateBuilder<string>();
        private readonly ImmutableDictionary<string, ResourceList>.Builder _requests = ImmutableDictionary.CreateBuilder<string, ResourceList>(StringComparer.Ordinal);
        private bool _changes;

        public void EndBoost(string container) => _endedBoosts.Add(BoostAnnotations.KeyOf(container));

        public void Add(int index, Container container, ContainerResources wanted)
        {
            var values = ConsistentResources.Of(wanted.Requests ?? ResourceList.Empty, wanted.Limits ?? ResourceList.Empty, container.Resources);
            if (values.Requests.Count + values.Limits.Count == 0)
            {
                return;
            }

            _requests[container.Name] = values.Requests;
            _changes |= Differ(container.Resources.Requests, values.Requests) || Differ(container.Resources.Limits, values.Limits);
            ResourcePaths.Of(index).Write(_operations, container.Resources, hasObject: false, values.Requests, values.Limits);
        }

        public PodResize Build() => new()
        {
            Operations = _operations.ToImmutable(),
            EndedBoosts = _endedBoosts.ToImmutable(),
            Attempt = new(_requests.ToImmutable()),
            ChangesSpecification = _changes,
        };

        private static bool Differ(ResourceList? specified, ResourceList wanted) => wanted.Any(e => specified?.Find(e.Key) != e.Value);
    }
}
