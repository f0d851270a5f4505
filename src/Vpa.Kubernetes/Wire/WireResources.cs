namespace Vpa.Kubernetes.Wire;

/// <summary>Requests and limits as texts.</summary>
internal sealed class WireResources
{
    public CompactStringMap? Requests { get; set; }

    public CompactStringMap? Limits { get; set; }
}
