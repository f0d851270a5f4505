using System.Collections.Immutable;
using Vpa.Domain.Admitting;

namespace Vpa.Domain.Updating.InPlace;

/// <summary>The change of one pod's resources in place (section 13 of the updater's specification).</summary>
public sealed record PodResize
{
    /// <summary>A change that cannot be made: it has no operations, so it is never sent (U98).</summary>
    public static PodResize Impossible { get; } = new()
    {
        Operations = [],
        EndedBoosts = [],
        Attempt = new(ImmutableDictionary<string, Quantities.ResourceList>.Empty),
        ChangesSpecification = false,
    };

    /// <summary>The operations on <c>pods/resize</c> in their order (U96).</summary>
    public required ImmutableArray<PatchOperation> Operations { get; init; }

    /// <summary>The keys of the annotations that go because the boosts they belong to have expired (U99).</summary>
    public required ImmutableArray<string> EndedBoosts { get; init; }

    /// <summary>The requests that are asked for, by container: what is remembered if no node capacity is there for them (U103).</summary>
    public required InfeasibleAttempt Attempt { get; init; }

    /// <summary>Whether some value differs from the pod's specification; if not, the kubelet has been asked for all of it already.</summary>
    public required bool ChangesSpecification { get; init; }
}
