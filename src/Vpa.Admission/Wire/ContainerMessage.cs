using Vpa.Domain.Workloads;

namespace Vpa.Admission.Wire;

/// <summary>The members of a container that admission looks at.</summary>
internal sealed record ContainerMessage
{
    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The resources.</summary>
    public ContainerResourcesMessage? Resources { get; init; }

    /// <summary>The container as a value.</summary>
    public Container ToContainer() => new() { Name = Name ?? "", Resources = Resources?.ToResources() ?? ContainerResources.None };
}
