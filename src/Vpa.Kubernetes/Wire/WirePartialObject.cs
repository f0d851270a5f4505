namespace Vpa.Kubernetes.Wire;

/// <summary>Any object, of which only the metadata are used.</summary>
internal sealed class WirePartialObject : IWireObject
{
    public WireObjectMeta? Metadata { get; set; }
}
