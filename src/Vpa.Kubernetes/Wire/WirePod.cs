namespace Vpa.Kubernetes.Wire;

/// <summary>A pod, reduced to what the rules use.</summary>
internal sealed class WirePod : IWireObject
{
    public WireObjectMeta? Metadata { get; set; }

    public WirePodSpec? Spec { get; set; }

    public WirePodStatus? Status { get; set; }
}
