namespace Vpa.Kubernetes.Wire;

/// <summary>A recommendation.</summary>
internal sealed class WireRecommendation
{
    public WireContainerRecommendation[]? ContainerRecommendations { get; set; }
}
