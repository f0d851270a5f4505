namespace Vpa.Kubernetes.Wire;

/// <summary>The status of a <see cref="WireScale"/>.</summary>
internal sealed class WireScaleStatus
{
    public string? Selector { get; set; }
}
