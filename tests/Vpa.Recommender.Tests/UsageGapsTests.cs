using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Tests.World;
using Vpa.Testing;

namespace Vpa.Recommender.Tests;

/// <summary>Usage that is missing, partial or garbage: it costs only itself, is told once, and shows in a metric.</summary>
public sealed class UsageGapsTests
{
    [Fact]
    public async Task An_unreachable_metrics_API_is_told_once_and_its_return_too() // R120
    {
        var cluster = Web();
        cluster.IsUsageUnavailable = true;
        await using var recommender = await Running.StartAsync(cluster);
        await TurnAsync(recommender, 10);
        Assert.Single(recommender.Said, s => s.Contains("Usage cannot be read: 503", StringComparison.Ordinal));

        cluster.IsUsageUnavailable = false;
        await TurnAsync(recommender, 3);
        Assert.Single(recommender.Said, s => s.Contains("Usage is read again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Garbage_for_one_pod_is_told_once_and_counted_and_the_other_pods_are_fed()
    {
        var cluster = Web().Using("web-1-0", "100m", "100Mi");
        cluster.UsageFault = "'x' is no quantity";
        await using var recommender = await Running.StartAsync(cluster);
        using var unreadable = new MetricCollector<long>(recommender.Meters, RecommenderMetrics.MeterName, "vpa_recommender_unreadable_usage");
        await TurnAsync(recommender, 10);
        Assert.Single(recommender.Said, s => s == "Warning: Some usage cannot be read and is left out: 3 pods or values, the first: 'x' is no quantity");
        Assert.Equal(30, unreadable.GetMeasurementSnapshot().Sum(m => m.Value));
        Assert.Equal(10, Assert.Single(cluster.Store.Stored.Values).SampleCount);

        cluster.UsageFault = null;
        await TurnAsync(recommender, 2);
        Assert.Single(recommender.Said, s => s.Contains("All usage can be read again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Running_pods_of_VPAs_that_are_left_out_for_five_minutes_are_told_once_and_counted()
    {
        var cluster = Web().WithDeployment("untargeted").Using("web-1-0", "100m", "100Mi");
        cluster.Put(APod.Named("done").OwnedBy("ReplicaSet", "web-1").Requesting("50m").InPhase(PodPhase.Succeeded));
        await using var recommender = await Running.StartAsync(cluster);
        using var gauge = new MetricCollector<long>(recommender.Meters, RecommenderMetrics.MeterName, "vpa_recommender_pods_without_usage");
        await TurnAsync(recommender, 5);
        Assert.Equal(0, Value(gauge));

        cluster.WithDeployment("web", replicas: 3);
        await TurnAsync(recommender, 5);
        Assert.Equal(0, Value(gauge));
        await TurnAsync(recommender, 5);
        Assert.Equal(2, Value(gauge));
        Assert.Single(recommender.Said, s => s.StartsWith("Warning: 2 running pods of VPAs have had no usage", StringComparison.Ordinal));

        cluster.Using("web-1-1", "100m", "100Mi").DeletePod("web-1-2");
        await TurnAsync(recommender, 2);
        Assert.Equal(0, Value(gauge));
        Assert.Single(recommender.Said, s => s.Contains("All running pods of VPAs have usage again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_source_is_told_the_running_pods_of_each_usable_VPA() // R119
    {
        var cluster = Web().WithDeployment("untargeted").With(AVpa.Named("lost").Targeting("Deployment", "lost"));
        cluster.Put(APod.Named("done").OwnedBy("ReplicaSet", "web-1").Requesting("50m").InPhase(PodPhase.Succeeded));
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        var subject = Assert.Single(cluster.Subjects);
        Assert.Equal(("default", "web-1-0"), (subject.Namespace, Assert.Single(subject.Pods)));
        Assert.Equal("app.kubernetes.io/name", Assert.Single(subject.Selector.Requirements).Key);
    }

    [Fact]
    public async Task A_VPA_without_recommendation_is_told_every_thirty_minutes() // R101
    {
        var cluster = Web().With(AVpa.Named("lost").Targeting("Deployment", "lost"));
        await using var recommender = await Running.StartAsync(cluster);
        await TurnAsync(recommender, 31);
        Assert.Empty(Told());
        await TurnAsync(recommender, 1);
        Assert.Equal("Warning: VPA default/lost has had no recommendation for more than 00:30:00", Assert.Single(Told()));
        await TurnAsync(recommender, 30);
        Assert.Single(Told());
        await TurnAsync(recommender, 1);
        Assert.Equal(2, Told().Count);

        cluster.DeleteVpa("lost");
        await recommender.TurnAsync();
        cluster.With(AVpa.Named("lost").Targeting("Deployment", "lost"));
        await TurnAsync(recommender, 30);
        Assert.Equal(2, Told().Count);

        List<string> Told() => [.. recommender.Said.Where(s => s.Contains("no recommendation", StringComparison.Ordinal))];
    }

    private static long Value(MetricCollector<long> gauge)
    {
        gauge.RecordObservableInstruments();
        return gauge.LastMeasurement!.Value;
    }

    private static async Task TurnAsync(Running recommender, int turns)
    {
        for (var turn = 0; turn < turns; turn++)
        {
            await recommender.TurnAsync();
        }
    }

    private static Cluster Web() => new Cluster().WithDeployment("web").With(AVpa.Named("web").Targeting("Deployment", "web"));
}
