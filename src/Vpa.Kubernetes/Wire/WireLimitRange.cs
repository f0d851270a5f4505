namespace Vpa.Kubernetes.Wire;

/// <summary>A LimitRange.</summary>
internal sealed class WireLimitRange : IWireObject
{
    public WireObjectMeta? Metadata { get; set; }

    public WireLimitRangeSpec? Spec { get; set; }
}
