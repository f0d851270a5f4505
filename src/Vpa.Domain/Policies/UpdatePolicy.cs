using System.Collections.Immutable;

namespace Vpa.Domain.Policies;

/// <summary>How and when pods are updated (<c>spec.updatePolicy</c>).</summary>
public sealed record UpdatePolicy
{
    /// <summary>The mode; null when the field is absent or empty, which means <see cref="UpdateMode.Recreate"/>.</summary>
    public UpdateMode? Mode { get; init; }

    /// <summary>Live replicas needed before one may be evicted; null leaves it to the updater's flag (U34).</summary>
    public int? MinReplicas { get; init; }

    /// <summary>Requirements for an eviction; null when the list is absent (U63).</summary>
    public ImmutableArray<EvictionRequirement>? EvictionRequirements { get; init; }

    /// <summary>Seconds after its start within which an OOM-killed container counts as a quick OOM (U58).</summary>
    public int? EvictAfterOomSeconds { get; init; }
}
