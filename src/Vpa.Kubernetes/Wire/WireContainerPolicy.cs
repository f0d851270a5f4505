namespace Vpa.Kubernetes.Wire;

/// <summary>The policy of one container.</summary>
internal sealed class WireContainerPolicy
{
    public string? ContainerName { get; set; }

    public string? Mode { get; set; }

    public CompactStringMap? MinAllowed { get; set; }

    public CompactStringMap? MaxAllowed { get; set; }

    public string[]? ControlledResources { get; set; }

    public string? ControlledValues { get; set; }

    public string? OomBumpUpRatio { get; set; }

    public string? OomMinBumpUp { get; set; }

    public int? MemoryAggregationIntervalSeconds { get; set; }

    public long? MemoryAggregationIntervalCount { get; set; }

    public WireStartupBoost? StartupBoost { get; set; }
}
