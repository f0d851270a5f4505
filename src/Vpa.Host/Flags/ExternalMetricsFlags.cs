namespace Vpa.Host.Flags;

/// <summary>Flags of live usage from the external metrics API (R119); the container's label is that of <see cref="PrometheusFlags.ContainerNameLabel"/>.</summary>
internal sealed class ExternalMetricsFlags
{
    public Flag<bool> Use { get; } = new("use-external-metrics", FlagTypes.Boolean, false, "Take live usage from external.metrics.k8s.io instead of the metrics API");

    public Flag<string> CpuMetric { get; } = new("external-metrics-cpu-metric", FlagTypes.Text, "", "External metric of CPU usage, in cores; empty: none");

    public Flag<string> MemoryMetric { get; } = new("external-metrics-memory-metric", FlagTypes.Text, "", "External metric of memory usage, in bytes; empty: none");

    /// <summary>All of them.</summary>
    public IEnumerable<IFlag> All => [Use, CpuMetric, MemoryMetric];
}
