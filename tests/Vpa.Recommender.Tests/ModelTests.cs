using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Tests.World;
using Vpa.Testing;

namespace Vpa.Recommender.Tests;

/// <summary>Which pods, VPAs and histories are in the model, and when they leave it.</summary>
public sealed class ModelTests
{
    [Theory]   // R59, R95: a pod of any phase counts, but pending ones are not loaded (R114)
    [InlineData(PodPhase.Running, true)]
    [InlineData(PodPhase.Unknown, true)]
    [InlineData(PodPhase.Succeeded, true)]
    [InlineData(PodPhase.Failed, true)]
    [InlineData(PodPhase.Pending, false)]
    public async Task A_pod_matches_in_every_phase_but_pending(PodPhase phase, bool matches)
    {
        var cluster = Web();
        cluster.Put(APod.Named("web-1-0").OwnedBy("ReplicaSet", "web-1").Requesting("50m").InPhase(phase));
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        Assert.Equal(!matches, cluster["web"].Status.Condition("NoPodsMatched")?.Status == "True");
        Assert.Equal(matches, cluster["web"].Status.Condition("RecommendationProvided")!.Status == "True");
    }

    [Fact]
    public async Task A_pod_that_two_VPAs_match_counts_for_both() // R59, R60
    {
        var cluster = Web().With(AVpa.Named("other").Targeting("Deployment", "web"));
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        Assert.All(new[] { "web", "other" }, vpa => Assert.Equal("True", cluster[vpa].Status.Condition("RecommendationProvided")!.Status));
        Assert.Equal(Running.Recommended(cluster["web"]), Running.Recommended(cluster["other"]));
    }

    [Fact]
    public async Task A_failed_reading_of_the_VPAs_leaves_the_model_as_it_is() // R102, R149
    {
        var cluster = Web().Using("web-1-0", "400m", "600Mi");
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        cluster.AreVpasUnreadable = true;
        await recommender.TurnAsync();
        Assert.Equal(2, Assert.Single(cluster.Store.Stored.Values).SampleCount);
        Assert.Contains("Error: Step LoadVPAs failed; the cycle goes onInvalidOperationException", recommender.Said);

        // What it was asked for is still known: usage of the pods of VPAs.
        Assert.Equal("web-1-0", Assert.Single(Assert.Single(cluster.Subjects).Pods));
    }

    [Fact]
    public async Task A_VPA_that_is_gone_or_no_longer_served_is_left_alone() // R105
    {
        var cluster = Web().WithDeployment("api").With(AVpa.Named("api").Targeting("Deployment", "api"));
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        cluster.Written.Clear();

        cluster.DeleteVpa("api");
        cluster.With(AVpa.Named("web").Targeting("Deployment", "web").ServedBy("another").Build() with { Generation = 2 });
        cluster.Using("web-1-0", "4", "6Gi").Using("api-1-0", "4", "6Gi");
        await recommender.TurnAsync();
        Assert.Empty(cluster.Written);
    }

    [Theory]   // R70, R71: a history without samples stays while a pod is active, or may come again
    [InlineData(PodPhase.Running, false, true)]
    [InlineData(PodPhase.Succeeded, true, true)]
    [InlineData(PodPhase.Succeeded, false, false)]
    [InlineData(PodPhase.Failed, false, false)]
    public async Task A_history_without_samples_goes_with_its_last_pod_and_controller(PodPhase phase, bool hasController, bool stays)
    {
        var cluster = new Cluster().WithDeployment("web");
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        cluster.Put(APod.Named("web-1-0").OwnedBy("ReplicaSet", "web-1").Requesting("50m").InPhase(phase));
        if (!hasController)
        {
            cluster.Controllers.Remove(new("default", "Deployment", "web"));
            cluster.Controllers.Remove(new("default", "ReplicaSet", "web-1"));
        }

        await recommender.TurnAsync(TimeSpan.FromHours(1));
        Assert.Equal(stays ? 1 : 0, await HistoriesAsync(recommender));
    }

    [Fact]
    public async Task Histories_are_collected_once_an_hour() // R72
    {
        var cluster = Web().Using("web-1-0", "400m", "600Mi");
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        cluster.IsUsageUnavailable = true;
        cluster.DeletePod("web-1-0");

        // It expires 192 hours after its sample; the last collection was half an hour before that.
        await recommender.TurnAsync(TimeSpan.FromHours(191.5));
        await recommender.TurnAsync(TimeSpan.FromMinutes(40));
        Assert.Equal(1, await HistoriesAsync(recommender));
        await recommender.TurnAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(0, await HistoriesAsync(recommender));
    }

    [Theory]   // R150: the number of workers changes no result
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public async Task Any_number_of_workers_recommends_the_same(int workers)
    {
        var cluster = new Cluster();
        for (var i = 0; i < 40; i++)
        {
            cluster.WithDeployment($"w{i}").With(AVpa.Named($"w{i}").Targeting("Deployment", $"w{i}")).Using($"w{i}-1-0", $"{100 + (i * 37)}m", $"{300 + (i * 61)}Mi");
        }

        await using var recommender = await Running.StartAsync(cluster, new() { UpdateWorkerCount = workers });
        await recommender.TurnAsync();
        Assert.Equal(40, cluster.Written.Distinct().Count());
        Assert.Equal(
            ["cpu: 126m, memory: 380258472", "cpu: 1836m, memory: 3304504865"],
            new[] { "w0", "w39" }.Select(v => Running.Recommended(cluster[v]).Target));
    }

    /// <summary>How many histories there are; the gauge is set once a cycle, before the collection.</summary>
    private static async Task<long> HistoriesAsync(Running recommender)
    {
        using var gauge = new MetricCollector<long>(recommender.Meters, RecommenderMetrics.MeterName, "vpa_recommender_aggregate_container_states_count");
        await recommender.TurnAsync(TimeSpan.FromSeconds(1));
        gauge.RecordObservableInstruments();
        return gauge.LastMeasurement!.Value;
    }

    private static Cluster Web() => new Cluster().WithDeployment("web").With(AVpa.Named("web").Targeting("Deployment", "web"));
}
