namespace Vpa.Kubernetes.Wire;

/// <summary>A Lease (<c>coordination.k8s.io/v1</c>).</summary>
internal sealed class WireLease : IWireObject
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public WireObjectMeta? Metadata { get; set; }

    public WireLeaseSpec? Spec { get; set; }
}
