namespace Vpa.Kubernetes.Wire;

/// <summary>A ReplicationController, whose selector is a plain map.</summary>
internal sealed class WireReplicationController : IWireObject
{
    public WireObjectMeta? Metadata { get; set; }

    public WireReplicationControllerSpec? Spec { get; set; }
}
