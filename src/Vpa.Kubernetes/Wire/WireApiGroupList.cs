namespace Vpa.Kubernetes.Wire;

/// <summary>The API groups served.</summary>
internal sealed class WireApiGroupList
{
    public WireApiGroup[]? Groups { get; set; }
}
