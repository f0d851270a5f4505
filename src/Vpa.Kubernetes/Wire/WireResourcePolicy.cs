namespace Vpa.Kubernetes.Wire;

/// <summary>The resource policy of a <see cref="WireVpa"/>.</summary>
internal sealed class WireResourcePolicy
{
    public WireContainerPolicy[]? ContainerPolicies { get; set; }
}
