using Vpa.Kubernetes.Recommending;
using Vpa.Storage.Prometheus;

namespace Vpa.Host.Roles;

/// <summary>Where the recommender's usage comes from.</summary>
/// <param name="ExternalMetrics">The external metrics to read; null reads the metrics API.</param>
/// <param name="Prometheus">Where past usage is fetched from; null for nowhere.</param>
internal sealed record RecommenderSources(ExternalMetricsOptions? ExternalMetrics, PrometheusOptions? Prometheus)
{
    /// <summary>The metrics API alone.</summary>
    public static RecommenderSources MetricsApi { get; } = new(null, null);
}
