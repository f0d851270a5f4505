namespace Vpa.Kubernetes.Wire;

/// <summary>The resources of one group and version.</summary>
internal sealed class WireApiResourceList
{
    public WireApiResource[]? Resources { get; set; }
}
