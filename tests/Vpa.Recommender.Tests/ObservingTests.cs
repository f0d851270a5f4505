using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Vpa.Domain.Policies;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Tests.World;
using Vpa.Testing;

namespace Vpa.Recommender.Tests;

public sealed class ObservingTests
{
    [Fact]
    public async Task The_object_gauge_has_every_known_combination_and_counts_each_VPA_once() // R164
    {
        var cluster = new Cluster().WithDeployment("web")
            .With(AVpa.Named("web").Targeting("Deployment", "web").InMode(UpdateMode.Off))
            .With(AVpa.Named("lost").Targeting("Deployment", "lost"));
        await using var recommender = await Running.StartAsync(cluster);
        using var gauge = new MetricCollector<long>(recommender.Meters, RecommenderMetrics.MeterName, "vpa_recommender_vpa_objects_count");
        await recommender.TurnAsync();
        gauge.RecordObservableInstruments();

        var series = gauge.GetMeasurementSnapshot();
        Assert.Equal(144, series.Count);
        Assert.Equal(
            ["Off/v1/True/True/False", "Recreate/v1/False/False/True"],
            series.Where(s => s.Value == 1).Select(s => string.Join('/', s.Tags["update_mode"], s.Tags["api"], Flag(s, "has_recommendation"), Flag(s, "matches_pods"), Flag(s, "unsupported_config"))).Order(StringComparer.Ordinal));
        Assert.Equal(2, series.Sum(s => s.Value));

        static bool Flag(CollectedMeasurement<long> s, string label) => (string)s.Tags[label]! == "true";
    }

    [Fact]
    public async Task Steps_listings_and_first_recommendations_are_measured() // R149, R163
    {
        var cluster = new Cluster().WithDeployment("web").With(AVpa.Named("web").Targeting("Deployment", "web"));
        await using var recommender = await Running.StartAsync(cluster);
        using var steps = Collector<double>(recommender, "vpa_recommender_execution_latency_seconds");
        using var latency = Collector<double>(recommender, "vpa_recommender_recommendation_latency_seconds");
        using var listings = Collector<long>(recommender, "vpa_recommender_metric_server_responses");
        await recommender.TurnAsync();
        cluster.IsUsageUnavailable = true;
        await recommender.TurnAsync();

        Assert.Equal(
            ["LoadVPAs", "LoadPods", "LoadMetrics", "DeleteRemovedPods", "UpdateVPAs", "MaintainCheckpoints", "GarbageCollect", "total"],
            steps.GetMeasurementSnapshot().Take(8).Select(s => s.Tags["step"]));
        Assert.Equal(60, Assert.Single(latency.GetMeasurementSnapshot()).Value);
        Assert.Equal(
            [("false", "default-metrics-client"), ("true", "default-metrics-client")],
            listings.GetMeasurementSnapshot().Select(l => ((string)l.Tags["is_error"]!, (string)l.Tags["client_name"]!)));
    }

    private static MetricCollector<T> Collector<T>(Running recommender, string name)
        where T : struct => new(recommender.Meters, RecommenderMetrics.MeterName, name);
}
