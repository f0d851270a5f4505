namespace Vpa.Kubernetes.Wire;

/// <summary>A label selector.</summary>
internal sealed class WireLabelSelector
{
    public CompactStringMap? MatchLabels { get; set; }

    public WireLabelRequirement[]? MatchExpressions { get; set; }
}
