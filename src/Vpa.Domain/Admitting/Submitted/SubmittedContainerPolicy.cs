using Vpa.Domain.Quantities;

namespace Vpa.Domain.Admitting.Submitted;

/// <summary>An entry of <c>spec.resourcePolicy.containerPolicies</c>.</summary>
public sealed record SubmittedContainerPolicy
{
    /// <summary>An entry that says nothing.</summary>
    internal static SubmittedContainerPolicy Empty { get; } = new();

    /// <summary>The container's name or <c>*</c>.</summary>
    public string? ContainerName { get; init; }

    /// <summary>The scaling mode.</summary>
    public string? Mode { get; init; }

    /// <summary>Lower clamps.</summary>
    public ResourceList? MinAllowed { get; init; }

    /// <summary>Upper clamps.</summary>
    public ResourceList? MaxAllowed { get; init; }

    /// <summary>Resources that are recommended.</summary>
    public IReadOnlyList<string?>? ControlledResources { get; init; }

    /// <summary>Whether limits follow.</summary>
    public string? ControlledValues { get; init; }

    /// <summary>Memory factor after an OOM.</summary>
    public Quantity? OomBumpUpRatio { get; init; }

    /// <summary>Least memory increase after an OOM, in bytes.</summary>
    public Quantity? OomMinBumpUp { get; init; }

    /// <summary>Length of a memory-peak window in seconds.</summary>
    public int? MemoryAggregationIntervalSeconds { get; init; }

    /// <summary>Number of memory-peak windows kept.</summary>
    public long? MemoryAggregationIntervalCount { get; init; }

    /// <summary>A boost that overrides the VPA's own.</summary>
    public SubmittedStartupBoost? StartupBoost { get; init; }

    /// <summary>Whether it overrides an OOM or aggregation parameter (A56).</summary>
    internal bool OverridesParameters =>
        OomBumpUpRatio is not null || OomMinBumpUp is not null
        || MemoryAggregationIntervalSeconds is not null || MemoryAggregationIntervalCount is not null;
}
