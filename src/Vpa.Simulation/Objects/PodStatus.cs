namespace Vpa.Simulation.Objects;

/// <summary>The parts of a pod's status that the kubelet writes.</summary>
internal sealed record PodStatus
{
    public string? Phase { get; init; }

    public DateTimeOffset? StartTime { get; init; }

    public string? HostIP { get; init; }

    public string? PodIP { get; init; }

    public IReadOnlyList<PodIp>? PodIPs { get; init; }

    public long? ObservedGeneration { get; init; }

    public IReadOnlyList<PodCondition>? Conditions { get; init; }

    public IReadOnlyList<ContainerStatus>? InitContainerStatuses { get; init; }

    public IReadOnlyList<ContainerStatus>? ContainerStatuses { get; init; }
}
