namespace Vpa.Kubernetes.Wire;

/// <summary>One version of a <see cref="WireApiGroup"/>.</summary>
internal sealed class WireApiGroupVersion
{
    public string? Version { get; set; }
}
