namespace Vpa.Kubernetes.Wire;

/// <summary>One resource in a <see cref="WireApiResourceList"/>.</summary>
internal sealed class WireApiResource
{
    public string? Name { get; set; }

    public string? Kind { get; set; }

    public bool Namespaced { get; set; }

    public string? Group { get; set; }

    public string? Version { get; set; }
}
