namespace Vpa.Kubernetes.Wire;

/// <summary>The specification of a <see cref="WireWorkload"/>.</summary>
internal sealed class WireWorkloadSpec
{
    public int? Replicas { get; set; }

    public WireLabelSelector? Selector { get; set; }
}
