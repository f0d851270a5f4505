namespace Vpa.Kubernetes.Wire;

/// <summary>The <c>scale</c> subresource of an object.</summary>
internal sealed class WireScale : IWireObject
{
    public WireObjectMeta? Metadata { get; set; }

    public WireScaleSpec? Spec { get; set; }

    public WireScaleStatus? Status { get; set; }
}
