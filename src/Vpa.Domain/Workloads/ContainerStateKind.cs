namespace Vpa.Domain.Workloads;

/// <summary>What a container's state says it is doing.</summary>
public enum ContainerStateKind
{
    /// <summary>No state is given.</summary>
    None,

    /// <summary>Not yet running, or between restarts.</summary>
    Waiting,

    /// <summary>Running.</summary>
    Running,

    /// <summary>Ended.</summary>
    Terminated,
}
