using Vpa.Domain.Quantities;

namespace Vpa.Domain.Policies;

/// <summary>What is recommended for one container, as a VPA's status holds it. Null stands for an absent list.</summary>
public sealed record ContainerRecommendation
{
    /// <summary>The container's name.</summary>
    public required string ContainerName { get; init; }

    /// <summary>The values to apply.</summary>
    public ResourceList Target { get; init; } = ResourceList.Empty;

    /// <summary>Below this a running pod is updated.</summary>
    public ResourceList? LowerBound { get; init; }

    /// <summary>Above this a running pod is updated.</summary>
    public ResourceList? UpperBound { get; init; }

    /// <summary>The target before policies were applied.</summary>
    public ResourceList? UncappedTarget { get; init; }
}
