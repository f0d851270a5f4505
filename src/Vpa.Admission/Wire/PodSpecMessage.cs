namespace Vpa.Admission.Wire;

/// <summary>The members of a pod's specification that admission looks at; init containers are not among them (A106).</summary>
internal sealed record PodSpecMessage
{
    /// <summary>The regular containers.</summary>
    public ContainerMessage?[]? Containers { get; init; }
}
