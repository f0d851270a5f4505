using System.Collections.Immutable;

namespace Vpa.Domain.Workloads;

/// <summary>A container of a pod's specification.</summary>
public sealed record Container
{
    /// <summary>The container's name, unique in the pod.</summary>
    public required string Name { get; init; }

    /// <summary>Requests and limits as the specification has them.</summary>
    public ContainerResources Resources { get; init; } = ContainerResources.None;

    /// <summary>Names of the resources whose resize restarts the container (<c>resizePolicy</c> <c>RestartContainer</c>).</summary>
    public ImmutableArray<string> RestartOnResizeOf { get; init; } = [];
}
