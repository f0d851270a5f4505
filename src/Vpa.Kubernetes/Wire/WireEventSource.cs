namespace Vpa.Kubernetes.Wire;

/// <summary>What reported a <see cref="WireEvent"/>.</summary>
internal sealed class WireEventSource
{
    public string? Component { get; set; }

    public string? Host { get; set; }
}
