namespace Vpa.Domain.Workloads;

/// <summary>The status of one regular container of a pod.</summary>
public sealed record ContainerStatus
{
    /// <summary>The container's name.</summary>
    public required string Name { get; init; }

    /// <summary>How often the container was restarted.</summary>
    public int RestartCount { get; init; }

    /// <summary>The resources in effect; null when the status does not carry them (U39).</summary>
    public ContainerResources? Resources { get; init; }

    /// <summary>The current state.</summary>
    public ContainerState State { get; init; } = ContainerState.None;

    /// <summary>The state before the last restart.</summary>
    public ContainerState LastState { get; init; } = ContainerState.None;
}
