using System.Collections.Immutable;
using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Pods;

/// <summary>A pod of the model: what it feeds, and whether it was in the last list.</summary>
internal sealed class TrackedPod
{
    /// <summary>The pod as last loaded.</summary>
    public required Pod Pod { get; set; }

    /// <summary>The workloads it counts for; null until a look-up succeeds.</summary>
    public WorkloadKey[]? Workloads { get; set; }

    /// <summary>Its regular containers (R73).</summary>
    public ImmutableArray<TrackedContainer> Containers { get; set; } = [];

    /// <summary>The look-ups of requests that one load of this pod makes.</summary>
    public RequestLookups Lookups { get; set; }

    /// <summary>The cycle whose list last had it.</summary>
    public int SeenInCycle { get; set; }

    /// <summary>When a listing of usage last had one of its containers; before the first time, when the pod was first seen running.</summary>
    public DateTimeOffset? LastUsage { get; set; }

    /// <summary>Whether it still runs or may run (R71).</summary>
    public bool IsActive => Pod.Phase is not (PodPhase.Succeeded or PodPhase.Failed);

    /// <summary>A regular container, or null.</summary>
    public TrackedContainer? Find(string container)
    {
        foreach (var tracked in Containers)
        {
            if (tracked.Name == container)
            {
                return tracked;
            }
        }

        return null;
    }
}
