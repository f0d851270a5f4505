using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Ports;
using Vpa.Recommender.Tests.World;
using Vpa.Testing;

namespace Vpa.Recommender.Tests;

public sealed class RecommendationTests
{
    [Fact]
    public async Task The_first_sample_gives_the_numbers_of_the_worked_example() // R82, R96
    {
        var cluster = Web().Using("web-1-0", "100m", "100Mi");
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();

        Assert.Equal(
            ("cpu: 126m, memory: 250Mi", "cpu: 25m, memory: 250Mi", "cpu: 100G, memory: 97656250000Ki"), Running.Recommended(cluster["web"]));
        Assert.Equal("cpu: 126m, memory: 250Mi", cluster["web"].Status.Recommendation!.For("app")!.UncappedTarget!.ToString());
        Assert.Equal(1, cluster["web"].Status.ObservedGeneration);
        Assert.Equal(
            [VpaConditionTypes.LowConfidence, VpaConditionTypes.RecommendationProvided],
            cluster["web"].Status.Conditions.Where(c => c.Status == "True").Select(c => c.Type));
    }

    [Fact]
    public async Task Usage_as_metrics_server_prints_it_becomes_a_bucket_of_the_table() // R8, section 21
    {
        var cluster = Web().Using("web-1-0", "31323876n", "280200Ki");
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();

        Assert.Equal("cpu: 49m, memory: 351198544", Running.Recommended(cluster["web"]).Target);
    }

    [Fact]
    public async Task A_container_without_samples_gets_the_minimum() // R56, R82
    {
        var cluster = Web();
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();

        Assert.Equal("cpu: 25m, memory: 250Mi", Running.Recommended(cluster["web"]).Target);
    }

    [Fact]
    public async Task An_absent_value_is_unknown_and_not_zero()
    {
        var cluster = Web().Using("web-1-0", "400m", null);
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        for (var i = 0; i < 20; i++)
        {
            cluster.Using("web-1-0", null, null);
            await recommender.TurnAsync();
        }

        var stored = Assert.Single(cluster.Store.Stored.Values);
        Assert.Equal((1, true), (stored.SampleCount, stored.Memory.Weights.IsEmpty));
        Assert.Equal("cpu: 476m, memory: 250Mi", Running.Recommended(cluster["web"]).Target);
    }

    [Fact]
    public async Task Init_containers_have_no_history() // R73, R121
    {
        var cluster = Web();
        cluster.Put(APod.Named("web-1-0").OwnedBy("ReplicaSet", "web-1").Requesting("50m").WithInitContainers("proxy"))
            .Using("web-1-0", "100m", "100Mi").Using("web-1-0", "900m", "900Mi", container: "proxy");
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();

        Assert.Equal("app", Assert.Single(cluster["web"].Status.Recommendation!.Containers).ContainerName);
    }

    [Fact]
    public async Task A_status_is_written_only_when_it_changes() // R99
    {
        var cluster = Web().Using("web-1-0", "100m", "100Mi");
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        Assert.Single(cluster.Written);

        cluster.IsUsageUnavailable = true;
        await recommender.TurnAsync();
        await recommender.TurnAsync();
        Assert.Single(cluster.Written);

        cluster.With(cluster["web"] with { Generation = 2 });
        await recommender.TurnAsync();
        Assert.Equal(2, cluster.Written.Count);
        Assert.Equal(2, cluster["web"].Status.ObservedGeneration);
    }

    [Fact]
    public async Task An_out_of_memory_kill_raises_the_memory_even_without_metrics_and_of_a_pod_just_gone() // R50, R117, R120, R122
    {
        var cluster = Web();
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();

        cluster.IsUsageUnavailable = true;
        cluster.DeletePod("web-1-0");
        cluster.Kills.TryAdd(new(new("default", "web-1-0"), "app", cluster.Time.GetUtcNow(), 1000L << 20));
        cluster.Kills.TryAdd(new(new("default", "unknown"), "app", cluster.Time.GetUtcNow(), 9000L << 20));
        await recommender.TurnAsync();

        Assert.Equal("cpu: 25m, memory: 1470157273", Running.Recommended(cluster["web"]).Target);
    }

    [Fact]
    public async Task A_metrics_API_that_hangs_holds_the_cycle_up_for_its_time_limit_only()
    {
        var cluster = Web();
        cluster.IsUsageHanging = true;
        await using var recommender = await Running.StartAsync(cluster);
        var turn = recommender.TurnAsync();
        Assert.False(turn.IsCompleted);

        cluster.Time.Advance(new RecommenderOptions().UsageTimeout);
        await turn.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Single(cluster.Written);
    }

    [Fact]
    public async Task One_VPA_whose_status_cannot_be_written_does_not_keep_others_from_theirs()
    {
        var cluster = Web().WithDeployment("api").With(AVpa.Named("api").Targeting("Deployment", "api"));
        cluster.FailingVpas.Add("api");
        await using var recommender = await Running.StartAsync(cluster, new() { UpdateWorkerCount = 1 });
        await recommender.TurnAsync();
        Assert.Equal([new NamespacedName("default", "web")], cluster.Written);

        cluster.FailingVpas.Clear();
        await recommender.TurnAsync();
        Assert.Contains(new NamespacedName("default", "api"), cluster.Written);
    }

    [Fact]
    public async Task Overrides_of_a_policy_end_with_the_field_that_gave_them() // R159, unlike R160
    {
        var cluster = Web().With(AVpa.Named("web").Targeting("Deployment", "web")
            .For("app", p => p with { OomBumpUpRatio = Domain.Quantities.Quantity.Parse("2") }));
        await using var recommender = await Running.StartAsync(cluster, new() { Gates = new FeatureGates(PerVpaConfig: true) });
        cluster.Kills.TryAdd(Kill(cluster));
        await recommender.TurnAsync();
        Assert.Equal(2000L << 20, PeakOf(cluster));

        cluster.With(AVpa.Named("web").Targeting("Deployment", "web"));
        await recommender.TurnAsync(TimeSpan.FromDays(2));
        cluster.Kills.TryAdd(Kill(cluster));
        await recommender.TurnAsync();
        Assert.Equal(1200L << 20, PeakOf(cluster));

        static OutOfMemoryObservation Kill(Cluster cluster) => new(new("default", "web-1-0"), "app", cluster.Time.GetUtcNow(), 1000L << 20);

        static long PeakOf(Cluster cluster) => Assert.Single(Assert.Single(cluster.Store.Stored.Values).Windows).OutOfMemoryPeak.Bytes;
    }

    [Theory]
    [InlineData("default", new string[0], true)]
    [InlineData("default", new[] { "other", "default" }, true)]
    [InlineData("default", new[] { "other" }, false)]
    [InlineData("other", new string[0], false)]
    [InlineData("other", new[] { "default", "other" }, true)]
    public async Task A_VPA_is_served_by_the_recommender_it_names(string name, string[] named, bool isServed) // R103
    {
        var cluster = Web().With(AVpa.Named("web").Targeting("Deployment", "web").ServedBy(named));
        await using var recommender = await Running.StartAsync(cluster, new() { RecommenderName = name });
        await recommender.TurnAsync();
        Assert.Equal(isServed, cluster.Written.Count == 1);
    }

    [Theory]
    [InlineData("", new string[0], true)]
    [InlineData("default", new string[0], true)]
    [InlineData("shop", new string[0], false)]
    [InlineData("", new[] { "default" }, false)]
    public async Task A_VPA_is_served_in_the_namespaces_asked_for(string only, string[] ignored, bool isServed) // R104
    {
        var cluster = Web();
        await using var recommender = await Running.StartAsync(cluster, new() { VpaObjectNamespace = only, IgnoredNamespaces = [.. ignored] });
        await recommender.TurnAsync();
        Assert.Equal(isServed, cluster.Written.Count == 1);
    }

    private static Cluster Web() => new Cluster().WithDeployment("web").With(AVpa.Named("web").Targeting("Deployment", "web"));
}
