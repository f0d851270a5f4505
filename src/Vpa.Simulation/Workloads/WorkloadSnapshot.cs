using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Workloads;

/// <summary>The workloads of a cluster as one step sees them, ordered by namespace and name, indexed by owner.</summary>
internal sealed class WorkloadSnapshot
{
    public WorkloadSnapshot(IEnumerable<Deployment> deployments, IEnumerable<ReplicaSet> replicaSets, IEnumerable<Pod> pods)
    {
        Deployments = [.. deployments.OrderBy(d => d.Metadata.Key, StringComparer.Ordinal)];
        ReplicaSets = [.. replicaSets.OrderBy(r => r.Metadata.Key, StringComparer.Ordinal)];
        Pods = [.. pods.OrderBy(p => p.Metadata.Key, StringComparer.Ordinal)];
        ReplicaSetsByOwner = ReplicaSets.ToLookup(r => r.Metadata.ControllerOwner?.Uid ?? string.Empty, StringComparer.Ordinal);
        PodsByOwner = Pods.ToLookup(p => p.Metadata.ControllerOwner?.Uid ?? string.Empty, StringComparer.Ordinal);
    }

    public IReadOnlyList<Deployment> Deployments { get; }

    public IReadOnlyList<ReplicaSet> ReplicaSets { get; }

    public IReadOnlyList<Pod> Pods { get; }

    /// <summary>ReplicaSets by the UID of the Deployment that controls them.</summary>
    public ILookup<string, ReplicaSet> ReplicaSetsByOwner { get; }

    /// <summary>Pods by the UID of the object that controls them.</summary>
    public ILookup<string, Pod> PodsByOwner { get; }
}
