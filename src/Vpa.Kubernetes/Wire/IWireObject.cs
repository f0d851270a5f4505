namespace Vpa.Kubernetes.Wire;

/// <summary>An object as it comes over the wire.</summary>
internal interface IWireObject
{
    /// <summary>Its metadata.</summary>
    WireObjectMeta? Metadata { get; }
}
