namespace Vpa.Kubernetes.Wire;

/// <summary>The specification of a <see cref="WireLimitRange"/>.</summary>
internal sealed class WireLimitRangeSpec
{
    public WireLimitRangeItem[]? Limits { get; set; }
}
