namespace Vpa.Kubernetes.Wire;

/// <summary>A CPU start-up boost.</summary>
internal sealed class WireCpuStartupBoost
{
    public string? Type { get; set; }

    public int? Factor { get; set; }

    public string? Quantity { get; set; }

    public int? DurationSeconds { get; set; }
}
