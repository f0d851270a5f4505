namespace Vpa.Domain.Workloads;

/// <summary>The phase of a pod.</summary>
public enum PodPhase
{
    /// <summary>The phase is absent or one this program does not know.</summary>
    Unknown,

    /// <summary>Accepted, but not all containers run yet.</summary>
    Pending,

    /// <summary>Bound to a node with at least one container started.</summary>
    Running,

    /// <summary>All containers ended successfully.</summary>
    Succeeded,

    /// <summary>All containers ended, at least one in failure.</summary>
    Failed,
}
