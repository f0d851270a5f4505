using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Vpa.Domain.Policies;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Tests.World;
using Vpa.Testing;

namespace Vpa.Recommender.Tests;

/// <summary>Past usage from an archive (section 16).</summary>
public sealed class BackfillTests
{
    private const double Gi = 1L << 30;

    [Fact]
    public async Task A_workload_without_stored_history_gets_its_past_before_the_first_recommendation() // R136, R143, R146
    {
        var cluster = Web();
        cluster.Archive = new FakeArchive().With("web-1-0", cluster.Time.GetUtcNow(), 0.4, Gi);
        await using var recommender = await Running.StartAsync(cluster);
        await FetchedAsync(recommender);
        await recommender.TurnAsync();

        // Buckets 22 and 37 of section 21; a point counts like a live sample, so that confidence is 192 / 1440 and the lower factor 1 / 1.0075^2 (Q31).
        Assert.Equal(("cpu: 476m, memory: 1238659775", "cpu: 468m, memory: 1220286831"), (Running.Recommended(cluster["web"]).Target, Running.Recommended(cluster["web"]).Lower));
        Assert.Null(cluster["web"].Status.Condition(VpaConditionTypes.FetchingHistory));
        Assert.Equal(192, Assert.Single(cluster.Store.Stored.Values).SampleCount);
        Assert.Contains(recommender.Said, s => s.Contains("Past usage went into 1 histories", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_store_holds_is_not_asked_for_again_and_so_never_counts_twice()
    {
        var cluster = Web().Using("web-1-0", "400m", "600Mi");
        cluster.Archive = new FakeArchive().With("web-1-0", cluster.Time.GetUtcNow(), 0.4, Gi);
        await using (var first = await Running.StartAsync(cluster))
        {
            await FetchedAsync(first);
            await first.TurnAsync();
        }

        var asked = cluster.Archive.Asked;
        var count = Assert.Single(cluster.Store.Stored.Values).SampleCount;
        await using var second = await Running.StartAsync(cluster);
        await second.TurnAsync();
        Assert.Equal(asked, cluster.Archive.Asked);
        Assert.Equal(count + 1, Assert.Single(cluster.Store.Stored.Values).SampleCount);
    }

    [Fact]
    public async Task Only_the_workload_that_the_store_does_not_know_is_filled()
    {
        var cluster = Web().Using("web-1-0", "100m", "100Mi");
        await using (var first = await Running.StartAsync(cluster))
        {
            await first.TurnAsync();
        }

        cluster.WithDeployment("api").With(AVpa.Named("api").Targeting("Deployment", "api"));
        cluster.Archive = new FakeArchive().With("web-1-0", cluster.Time.GetUtcNow(), 3, 4 * Gi).With("api-1-0", cluster.Time.GetUtcNow(), 0.4, Gi);
        await using var second = await Running.StartAsync(cluster);
        Assert.Null(cluster["web"].Status.Condition(VpaConditionTypes.FetchingHistory));
        await FetchedAsync(second);
        await second.TurnAsync();
        Assert.Equal("cpu: 126m, memory: 250Mi", Running.Recommended(cluster["web"]).Target);
        Assert.Equal("cpu: 476m, memory: 1238659775", Running.Recommended(cluster["api"]).Target);
    }

    [Fact]
    public async Task While_the_archive_is_out_of_reach_it_shows_and_nothing_is_lowered_and_what_is_live_counts()
    {
        var cluster = new Cluster().WithDeployment("web")
            .With(AVpa.Named("web").Targeting("Deployment", "web").Recommending("app", "500m", "1Gi")).Using("web-1-0", "10m", "300Mi");
        cluster.Archive = new FakeArchive { Fault = "connection refused" }.With("web-1-0", cluster.Time.GetUtcNow(), 0.4, Gi);
        await using var recommender = await Running.StartAsync(cluster);
        using var fetches = new MetricCollector<long>(recommender.Meters, RecommenderMetrics.MeterName, "vpa_recommender_history_fetches");
        using var awaiting = new MetricCollector<long>(recommender.Meters, RecommenderMetrics.MeterName, "vpa_recommender_workloads_awaiting_history");
        await recommender.UntilSaidAsync("connection refused");
        for (var minute = 0; minute < 20; minute++)
        {
            await recommender.TurnAsync();
        }

        var condition = cluster["web"].Status.Condition(VpaConditionTypes.FetchingHistory)!;
        Assert.Equal(("True", "AwaitingPastUsage"), (condition.Status, condition.Reason));
        Assert.Contains("connection refused", condition.Message, StringComparison.Ordinal);
        Assert.Equal("cpu: 500m, memory: 1Gi", Running.Recommended(cluster["web"]).Target);
        Assert.Equal(20, Assert.Single(cluster.Store.Stored.Values).SampleCount);
        Assert.Single(recommender.Said, s => s.Contains("connection refused", StringComparison.Ordinal));
        awaiting.RecordObservableInstruments();
        Assert.Equal(1, awaiting.LastMeasurement!.Value);

        // A kill for want of memory raises it all the same.
        cluster.Kills.TryAdd(new(new("default", "web-1-0"), "app", cluster.Time.GetUtcNow(), 2000L << 20));
        await recommender.TurnAsync();
        Assert.Equal("cpu: 500m, memory: 2975900105", Running.Recommended(cluster["web"]).Target);

        cluster.Archive.Fault = null;
        await FetchedAsync(recommender);
        await recommender.TurnAsync();
        Assert.Null(cluster["web"].Status.Condition(VpaConditionTypes.FetchingHistory));
        var stored = Assert.Single(cluster.Store.Stored.Values);
        Assert.Equal(192 + 22, stored.SampleCount);
        Assert.Single(stored.Windows);
        Assert.All(cluster.Archive.Until, until => Assert.Equal(AnInstant.Start, until));
        Assert.Contains(fetches.GetMeasurementSnapshot(), m => (string)m.Tags["is_error"]! == "true");
        awaiting.RecordObservableInstruments();
        Assert.Equal(0, awaiting.LastMeasurement!.Value);
    }

    [Fact]
    public async Task Pods_that_are_gone_count_by_the_labels_they_had() // R144
    {
        var cluster = Web();
        cluster.Archive = new FakeArchive()
            .With("web-0-7", cluster.Time.GetUtcNow(), 0.4, Gi).Labelled("web-0-7", ("app_kubernetes_io_name", "web"))
            .With("web-0-8", cluster.Time.GetUtcNow(), 9, 9 * Gi).Labelled("web-0-8", ("app_kubernetes_io_name", "web2"))
            .With("web-0-9", cluster.Time.GetUtcNow(), 9, 9 * Gi)
            .With("web-1-0", cluster.Time.GetUtcNow(), 9, 9 * Gi, container: "removed-long-ago");
        await using var recommender = await Running.StartAsync(cluster);
        await FetchedAsync(recommender);
        await recommender.TurnAsync();

        Assert.Equal("cpu: 476m, memory: 1238659775", Running.Recommended(cluster["web"]).Target);
        Assert.Equal("app", Assert.Single(cluster["web"].Status.Recommendation!.Containers).ContainerName);
        Assert.Empty(Assert.Single(cluster.Store.Stored.Values).Windows);
    }

    [Fact]
    public async Task A_target_between_two_of_its_pods_gets_all_containers_it_had()
    {
        var cluster = new Cluster().With(AVpa.Named("web").Targeting("Deployment", "web"));
        cluster.WithControllers("web");
        cluster.Archive = new FakeArchive()
            .With("web-0-7", cluster.Time.GetUtcNow(), 0.4, Gi).With("web-0-7", cluster.Time.GetUtcNow(), 0.1, Gi / 2, container: "side")
            .Labelled("web-0-7", ("app_kubernetes_io_name", "web"));
        await using var recommender = await Running.StartAsync(cluster);
        await FetchedAsync(recommender);
        await recommender.TurnAsync();
        Assert.Equal(["app", "side"], cluster["web"].Status.Recommendation!.Containers.Select(c => c.ContainerName));
    }

    [Fact]
    public async Task A_refused_query_for_labels_costs_only_the_pods_that_are_gone() // unlike Q28
    {
        var cluster = Web();
        cluster.Archive = new FakeArchive { RefusesLabels = true }.With("web-1-0", cluster.Time.GetUtcNow(), 0.4, Gi);
        await using var recommender = await Running.StartAsync(cluster);
        await FetchedAsync(recommender);
        await recommender.TurnAsync();
        Assert.Equal("cpu: 476m, memory: 1238659775", Running.Recommended(cluster["web"]).Target);
        Assert.Single(recommender.Said, s => s.StartsWith("Warning", StringComparison.Ordinal) && s.Contains("no such metric", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_recommender_that_is_told_to_stop_does_not_wait_for_the_archive()
    {
        var cluster = Web();
        cluster.Archive = new FakeArchive { Fault = "connection refused" };
        var recommender = await Running.StartAsync(cluster);
        await recommender.UntilSaidAsync("connection refused");
        await recommender.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(cluster.Store.IsClosed);
    }

    private static Cluster Web() => new Cluster().WithDeployment("web").With(AVpa.Named("web").Targeting("Deployment", "web"));

    private static Task FetchedAsync(Running recommender) => recommender.UntilSaidAsync("Fetched from the archive", TimeSpan.FromMinutes(5));
}
