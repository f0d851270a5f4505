namespace Vpa.Kubernetes.Wire;

/// <summary>The status of an init container, of which only matters whether it carries resources.</summary>
internal sealed class WireInitContainerStatus
{
    public WireResources? Resources { get; set; }
}
