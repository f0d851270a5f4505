namespace Vpa.Kubernetes.Wire;

/// <summary>A Deployment, ReplicaSet, StatefulSet, DaemonSet or Job.</summary>
internal sealed class WireWorkload : IWireObject
{
    public WireObjectMeta? Metadata { get; set; }

    public WireWorkloadSpec? Spec { get; set; }

    public WireWorkloadStatus? Status { get; set; }
}
