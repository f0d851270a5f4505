namespace Vpa.Kubernetes.Wire;

/// <summary>The template of pods, of which only the metadata are used.</summary>
internal sealed class WirePodTemplate
{
    public WireObjectMeta? Metadata { get; set; }
}
