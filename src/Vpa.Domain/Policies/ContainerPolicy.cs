using System.Collections.Immutable;
using Vpa.Domain.Quantities;

namespace Vpa.Domain.Policies;

/// <summary>Constraints on one container's values (<c>containerPolicies[]</c>).</summary>
public sealed record ContainerPolicy
{
    /// <summary>The name that stands for every container without an entry of its own.</summary>
    public const string AnyContainer = "*";

    /// <summary>The container's name or <see cref="AnyContainer"/>.</summary>
    public required string ContainerName { get; init; }

    /// <summary>Whether the container gets a recommendation.</summary>
    public ScalingMode Mode { get; init; }

    /// <summary>Lower clamps; an entry of 0 does not clamp.</summary>
    public ResourceList MinAllowed { get; init; } = ResourceList.Empty;

    /// <summary>Upper clamps; an entry of 0 does not clamp.</summary>
    public ResourceList MaxAllowed { get; init; } = ResourceList.Empty;

    /// <summary>Resources that are recommended; null means cpu and memory, an empty list none (R65).</summary>
    public ImmutableArray<string>? ControlledResources { get; init; }

    /// <summary>Whether limits follow.</summary>
    public ControlledValues ControlledValues { get; init; }

    /// <summary>Memory factor after an OOM (gate <c>PerVPAConfig</c>, R159).</summary>
    public Quantity? OomBumpUpRatio { get; init; }

    /// <summary>Least memory increase after an OOM, in bytes (gate <c>PerVPAConfig</c>, R159).</summary>
    public Quantity? OomMinBumpUp { get; init; }

    /// <summary>Length of a memory-peak window in seconds (gate <c>PerVPAConfig</c>, R159).</summary>
    public int? MemoryAggregationIntervalSeconds { get; init; }

    /// <summary>Number of memory-peak windows kept (gate <c>PerVPAConfig</c>, R159).</summary>
    public long? MemoryAggregationIntervalCount { get; init; }

    /// <summary>A boost that overrides the VPA's own.</summary>
    public StartupBoost? StartupBoost { get; init; }
}
