namespace Vpa.Kubernetes.Wire;

/// <summary>The specification in a <see cref="WireJobTemplate"/>.</summary>
internal sealed class WireJobTemplateSpec
{
    public WirePodTemplate? Template { get; set; }
}
