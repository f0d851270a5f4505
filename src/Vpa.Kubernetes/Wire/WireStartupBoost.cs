namespace Vpa.Kubernetes.Wire;

/// <summary>A start-up boost.</summary>
internal sealed class WireStartupBoost
{
    public WireCpuStartupBoost? Cpu { get; set; }
}
