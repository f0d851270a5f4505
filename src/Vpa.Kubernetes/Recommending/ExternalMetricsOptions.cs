namespace Vpa.Kubernetes.Recommending;

/// <summary>What to ask the external metrics API for (R119).</summary>
public sealed record ExternalMetricsOptions
{
    /// <summary>The metric of CPU usage, in cores (<c>--external-metrics-cpu-metric</c>); empty for none.</summary>
    public string CpuMetric { get; init; } = "";

    /// <summary>The metric of memory usage, in bytes (<c>--external-metrics-memory-metric</c>); empty for none.</summary>
    public string MemoryMetric { get; init; } = "";

    /// <summary>The metric label with the container's name (<c>--container-name-label</c>).</summary>
    public string ContainerLabel { get; init; } = "name";

    /// <summary>How long one listing may take; what has been read by then counts.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);
}
