namespace Vpa.Kubernetes.Wire;

/// <summary>The specification of a <see cref="WireScale"/>.</summary>
internal sealed class WireScaleSpec
{
    public int? Replicas { get; set; }
}
