using Vpa.Domain.Workloads;

namespace Vpa.Admission.Wire;

/// <summary>The members of a container's status that admission looks at.</summary>
internal sealed record ContainerStatusMessage
{
    /// <summary>The container's name.</summary>
    public string? Name { get; init; }

    /// <summary>The resources in effect.</summary>
    public ContainerResourcesMessage? Resources { get; init; }

    /// <summary>The status as a value.</summary>
    public ContainerStatus ToStatus() => new() { Name = Name ?? "", Resources = Resources?.ToResources() };
}
