namespace Vpa.Kubernetes.Wire;

/// <summary>A requirement of a label selector.</summary>
internal sealed class WireLabelRequirement
{
    public string? Key { get; set; }

    public string? Operator { get; set; }

    public string[]? Values { get; set; }
}
