using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>An ExternalMetricValue (<c>external.metrics.k8s.io/v1beta1</c>).</summary>
internal sealed class WireExternalMetric
{
    public CompactStringMap? MetricLabels { get; set; }

    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? Timestamp { get; set; }

    public string? Value { get; set; }
}
