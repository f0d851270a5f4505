using System.Collections.Immutable;

namespace Vpa.Domain.Recommending.Conditions;

/// <summary>What the conditions of a VPA tell about, after a recommendation has been computed.</summary>
public sealed record ConditionFacts
{
    /// <summary>Whether the recommendation lists at least one container.</summary>
    public required bool HasRecommendation { get; init; }

    /// <summary>Whether at least one pod matches.</summary>
    public required bool HasPods { get; init; }

    /// <summary>Why the target cannot be used (R109); null when it can.</summary>
    public string? UnsupportedConfiguration { get; init; }

    /// <summary>Why past usage is still to come; null when all there is has been taken in.</summary>
    public string? FetchingHistory { get; init; }

    /// <summary>Containers with less history than a confidence interval, sorted by name.</summary>
    public ImmutableArray<string> LowConfidenceContainers { get; init; } = [];
}
