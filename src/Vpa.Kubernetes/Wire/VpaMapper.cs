using System.Collections.Frozen;
using Vpa.Domain.Policies;

namespace Vpa.Kubernetes.Wire;

/// <summary>
/// Maps VerticalPodAutoscalers to the domain. Objects that the webhook would have refused are tolerated: what is unknown or unusable is
/// reported and left out, the rest counts (api-and-deploy 2.6).
/// </summary>
/// <param name="problems">Receives what cannot be used.</param>
/// <param name="forAdmission">Whether to leave out what admission does not decide by: UID, version, of the update policy all but the mode, and of the status all but targets.</param>
internal sealed class VpaMapper(MappingProblems problems, bool forAdmission)
{
    private const string Kind = "VerticalPodAutoscaler";

    /// <summary>All that admission asks of an update policy is its mode.</summary>
    private static readonly FrozenDictionary<UpdateMode, UpdatePolicy> OfMode = Enum.GetValues<UpdateMode>().ToFrozenDictionary(m => m, m => new UpdatePolicy { Mode = m });

    private readonly SharedPolicies _policies = new();

    /// <summary>Maps a VPA.</summary>
    public VerticalPodAutoscaler Map(WireVpa wire)
    {
        var metadata = wire.Metadata;
        var fields = new FieldReader(Kind, metadata, problems);
        var vpa = new VerticalPodAutoscaler
        {
            Key = new(metadata?.Namespace ?? "", metadata?.Name ?? ""),
            Uid = forAdmission ? "" : metadata?.Uid ?? "",
            ResourceVersion = forAdmission ? "" : metadata?.ResourceVersion ?? "",
            Generation = metadata?.Generation ?? 0,
            CreationTimestamp = metadata?.CreationTimestamp ?? default,
            Target = wire.Spec?.TargetRef is { } target ? new(target.ApiVersion ?? "", target.Kind ?? "", target.Name ?? "") : null,
            UpdatePolicy = wire.Spec?.UpdatePolicy is { } update ? Reduce(MapUpdatePolicy(update, fields)) : null,
            ResourcePolicy = wire.Spec?.ResourcePolicy is { } policy ? Reduce(MapResourcePolicy(policy, fields)) : null,
            Recommenders = wire.Spec?.Recommenders is { } recommenders ? [.. recommenders.Where(r => r is not null).Select(r => r.Name ?? "")] : [],
            StartupBoost = MapBoost(wire.Spec?.StartupBoost, fields, "spec.startupBoost"),
            Status = wire.Status is { } status ? MapStatus(status, fields) : VpaStatus.Empty,
        };
        return metadata?.Annotations is { } annotations ? vpa with { Annotations = annotations } : vpa;
    }

    private UpdatePolicy Reduce(UpdatePolicy policy) => forAdmission ? OfMode[policy.Mode ?? UpdateMode.Recreate] : policy;

    private ResourcePolicy Reduce(ResourcePolicy policy) => forAdmission ? _policies.Share(policy) : policy;

    private static UpdatePolicy MapUpdatePolicy(WireUpdatePolicy wire, in FieldReader fields)
    {
        var reader = fields;
        return new UpdatePolicy
        {
            Mode = string.IsNullOrEmpty(wire.UpdateMode) ? null : fields.OneOf(wire.UpdateMode, "spec.updatePolicy.updateMode", UpdateMode.Recreate, UpdateMode.Unknown),
            MinReplicas = wire.MinReplicas,
            EvictionRequirements = wire.EvictionRequirements is null ? null : [.. wire.EvictionRequirements.Where(r => r is not null).Select(r => MapRequirement(r, reader))],
            EvictAfterOomSeconds = wire.EvictAfterOOMSeconds,
        };
    }

    private static EvictionRequirement MapRequirement(WireEvictionRequirement wire, in FieldReader fields) => new(
        [.. wire.Resources ?? []],
        fields.OneOf(wire.ChangeRequirement, "spec.updatePolicy.evictionRequirements[].changeRequirement", ChangeRequirement.Unknown, ChangeRequirement.Unknown));

    private static ResourcePolicy MapResourcePolicy(WireResourcePolicy wire, FieldReader fields) =>
        new([.. (wire.ContainerPolicies ?? []).Where(p => p is not null).Select(p => MapContainerPolicy(p, fields))]);

    private static ContainerPolicy MapContainerPolicy(WireContainerPolicy wire, in FieldReader fields)
    {
        const string Field = "spec.resourcePolicy.containerPolicies[]";
        return new ContainerPolicy
        {
            ContainerName = wire.ContainerName ?? "",
            Mode = fields.OneOf(wire.Mode, $"{Field}.mode", ScalingMode.Auto, ScalingMode.Auto),
            MinAllowed = fields.Resources(wire.MinAllowed, $"{Field}.minAllowed") ?? Domain.Quantities.ResourceList.Empty,
            MaxAllowed = fields.Resources(wire.MaxAllowed, $"{Field}.maxAllowed") ?? Domain.Quantities.ResourceList.Empty,
            ControlledResources = wire.ControlledResources is null ? null : [.. wire.ControlledResources],
            ControlledValues = fields.OneOf(wire.ControlledValues, $"{Field}.controlledValues", ControlledValues.RequestsAndLimits, ControlledValues.RequestsAndLimits),
            OomBumpUpRatio = fields.Quantity(wire.OomBumpUpRatio, $"{Field}.oomBumpUpRatio"),
            OomMinBumpUp = fields.Quantity(wire.OomMinBumpUp, $"{Field}.oomMinBumpUp"),
            MemoryAggregationIntervalSeconds = wire.MemoryAggregationIntervalSeconds,
            MemoryAggregationIntervalCount = wire.MemoryAggregationIntervalCount,
            StartupBoost = MapBoost(wire.StartupBoost, fields, $"{Field}.startupBoost"),
        };
    }

    private static StartupBoost? MapBoost(WireStartupBoost? wire, in FieldReader fields, string field) => wire is null ? null : new StartupBoost(
        wire.Cpu is not { } cpu ? null : new CpuStartupBoost(
            fields.OneOf(cpu.Type, $"{field}.cpu.type", StartupBoostType.Factor, StartupBoostType.Unknown),
            cpu.Factor,
            fields.Quantity(cpu.Quantity, $"{field}.cpu.quantity"),
            cpu.DurationSeconds));

    private VpaStatus MapStatus(WireVpaStatus wire, FieldReader fields) => new(
        wire.Recommendation is not { } recommendation ? null
            : new([.. (recommendation.ContainerRecommendations ?? []).Where(r => r is not null).Select(r => MapRecommendation(r, fields))]),
        forAdmission ? [] : [.. (wire.Conditions ?? []).Where(c => c is not null).Select(MapCondition)],
        wire.ObservedGeneration);

    private static VpaCondition MapCondition(WireCondition wire) =>
        new(wire.Type ?? "", wire.Status ?? "", wire.LastTransitionTime ?? default, wire.Reason ?? "", wire.Message ?? "");

    private ContainerRecommendation MapRecommendation(WireContainerRecommendation wire, in FieldReader fields)
    {
        const string Field = "status.recommendation.containerRecommendations[]";
        var target = new ContainerRecommendation
        {
            ContainerName = wire.ContainerName ?? "",
            Target = fields.Resources(wire.Target, $"{Field}.target") ?? Domain.Quantities.ResourceList.Empty,
        };
        return forAdmission ? target : target with
        {
            LowerBound = fields.Resources(wire.LowerBound, $"{Field}.lowerBound"),
            UpperBound = fields.Resources(wire.UpperBound, $"{Field}.upperBound"),
            UncappedTarget = fields.Resources(wire.UncappedTarget, $"{Field}.uncappedTarget"),
        };
    }
}
