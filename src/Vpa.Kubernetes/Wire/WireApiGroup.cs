namespace Vpa.Kubernetes.Wire;

/// <summary>One group in a <see cref="WireApiGroupList"/>.</summary>
internal sealed class WireApiGroup
{
    public string? Name { get; set; }

    public WireApiGroupVersion[]? Versions { get; set; }

    public WireApiGroupVersion? PreferredVersion { get; set; }
}
