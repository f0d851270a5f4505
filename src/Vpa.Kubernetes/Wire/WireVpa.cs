namespace Vpa.Kubernetes.Wire;

/// <summary>A VerticalPodAutoscaler (<c>autoscaling.k8s.io/v1</c>).</summary>
internal sealed class WireVpa : IWireObject
{
    public WireObjectMeta? Metadata { get; set; }

    public WireVpaSpec? Spec { get; set; }

    public WireVpaStatus? Status { get; set; }
}
