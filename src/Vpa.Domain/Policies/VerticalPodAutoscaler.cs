using System.Collections.Immutable;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Policies;

/// <summary>A VerticalPodAutoscaler object (<c>autoscaling.k8s.io/v1</c>) as values.</summary>
public sealed record VerticalPodAutoscaler
{
    private static readonly ImmutableSortedDictionary<string, string> NoAnnotations = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Namespace and name.</summary>
    public required NamespacedName Key { get; init; }

    /// <summary>The object's UID.</summary>
    public string Uid { get; init; } = "";

    /// <summary>The resourceVersion it was read at.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary><c>metadata.generation</c>.</summary>
    public long Generation { get; init; }

    /// <summary>When the object was created.</summary>
    public DateTimeOffset CreationTimestamp { get; init; }

    /// <summary>Annotations.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = NoAnnotations;

    /// <summary>The target; null when the object has none.</summary>
    public TargetReference? Target { get; init; }

    /// <summary>The update policy; null when absent.</summary>
    public UpdatePolicy? UpdatePolicy { get; init; }

    /// <summary>The resource policy; null when absent.</summary>
    public ResourcePolicy? ResourcePolicy { get; init; }

    /// <summary>Names of the recommenders that serve it; empty means <c>default</c> (R103).</summary>
    public ImmutableArray<string> Recommenders { get; init; } = [];

    /// <summary>A start-up boost for all containers; null when absent.</summary>
    public StartupBoost? StartupBoost { get; init; }

    /// <summary>The status.</summary>
    public VpaStatus Status { get; init; } = VpaStatus.Empty;

    /// <summary>The mode in force: <see cref="UpdateMode.Recreate"/> when none is given (U22, A98).</summary>
    public UpdateMode EffectiveMode => UpdatePolicy?.Mode ?? UpdateMode.Recreate;

    /// <summary>The target as a key; null without a target.</summary>
    public WorkloadKey? TargetKey => Target is null ? null : new(Key.Namespace, Target.Kind, Target.Name);

    /// <summary>Whether a start-up boost is present anywhere, even an empty one, whatever the gate (U23, A98).</summary>
    public bool HasStartupBoost => StartupBoost is not null || (ResourcePolicy?.ContainerPolicies.Any(p => p.StartupBoost is not null) ?? false);
}
