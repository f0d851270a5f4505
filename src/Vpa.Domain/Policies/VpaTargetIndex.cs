using System.Collections.Frozen;
using System.Collections.Immutable;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Policies;

/// <summary>VPAs by the workload they target, oldest first: the look-up from a pod's owner to its VPA costs one dictionary access.</summary>
public sealed class VpaTargetIndex
{
    private readonly FrozenDictionary<WorkloadKey, ImmutableArray<VerticalPodAutoscaler>> _byTarget;

    private VpaTargetIndex(FrozenDictionary<WorkloadKey, ImmutableArray<VerticalPodAutoscaler>> byTarget) => _byTarget = byTarget;

    /// <summary>An index without VPAs.</summary>
    public static VpaTargetIndex Empty { get; } = Of([]);

    /// <summary>The workloads that are targeted.</summary>
    public IEnumerable<WorkloadKey> Targets => _byTarget.Keys;

    /// <summary>Indexes VPAs; those without a target are left out (A97).</summary>
    public static VpaTargetIndex Of(IEnumerable<VerticalPodAutoscaler> vpas) => new(vpas
        .Where(v => v.TargetKey is not null)
        .GroupBy(v => v.TargetKey!.Value)
        .ToFrozenDictionary(g => g.Key, g => g.OrderBy(v => v.CreationTimestamp).ThenBy(v => v.Key.Name, StringComparer.Ordinal).ToImmutableArray()));

    /// <summary>The VPAs that target a workload: earliest creation first, then by name, so the first that qualifies is the controlling one (U31, A100).</summary>
    public ImmutableArray<VerticalPodAutoscaler> For(WorkloadKey workload) => _byTarget.GetValueOrDefault(workload, []);
}
