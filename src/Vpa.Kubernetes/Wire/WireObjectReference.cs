namespace Vpa.Kubernetes.Wire;

/// <summary>A reference to the object a <see cref="WireEvent"/> is about.</summary>
internal sealed class WireObjectReference
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public string? Namespace { get; set; }

    public string? Name { get; set; }

    public string? Uid { get; set; }

    public string? ResourceVersion { get; set; }
}
