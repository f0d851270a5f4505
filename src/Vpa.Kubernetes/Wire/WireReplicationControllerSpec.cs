namespace Vpa.Kubernetes.Wire;

/// <summary>The specification of a <see cref="WireReplicationController"/>.</summary>
internal sealed class WireReplicationControllerSpec
{
    public int? Replicas { get; set; }

    public CompactStringMap? Selector { get; set; }
}
