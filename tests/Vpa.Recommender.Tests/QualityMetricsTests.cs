using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Ports;
using Vpa.Recommender.Tests.World;
using Vpa.Testing;

namespace Vpa.Recommender.Tests;

public sealed class QualityMetricsTests
{
    private const double Mi = 1048576;
    private const string Relative = "vpa_quality_usage_recommendation_relative_diffs";
    private const string CpuUnder = "vpa_quality_cpu_recommendation_lower_equal_usage_diffs_cores";
    private const string MemoryOver = "vpa_quality_mem_recommendation_over_usage_diffs_bytes";
    private const string MemoryUnder = "vpa_quality_mem_recommendation_lower_equal_usage_diffs_bytes";

    [Fact]
    public async Task A_sample_without_a_recommendation_is_counted_and_compared_with_0() // R165
    {
        await using var recommender = await Running.StartAsync(Web(UpdateMode.Initial));
        using var missing = new MetricCollector<long>(recommender.Meters, RecommenderMetrics.MeterName, "vpa_quality_usage_sample_missing_recommendation_count");
        using var cpu = Collect(recommender, CpuUnder);
        using var memory = Collect(recommender, MemoryUnder);
        using var relative = Collect(recommender, Relative);
        await recommender.TurnAsync();

        Assert.Equal(
            ["is_oom=false,resource=cpu,update_mode=Initial", "is_oom=false,resource=memory,update_mode=Initial"],
            missing.GetMeasurementSnapshot().Select(m => Labels(m.Tags)));
        Assert.Equal([("recommendation_missing=true,update_mode=Initial", 0.1)], Values(cpu));
        Assert.Equal([("is_oom=false,recommendation_missing=true,update_mode=Initial", 100 * Mi)], Values(memory));
        Assert.Empty(relative.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task A_sample_is_compared_with_the_uncapped_target_of_the_step_before() // R165
    {
        var cluster = Web(UpdateMode.Auto, v => v.Allowing("app", maxCpu: "50m"));
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        Assert.Equal("cpu: 50m, memory: 250Mi", Running.Recommended(cluster["web"]).Target);
        using var relative = Collect(recommender, Relative);
        using var cpu = Collect(recommender, CpuUnder);
        using var memory = Collect(recommender, MemoryOver);
        using var cpus = Collect(recommender, "vpa_quality_cpu_recommendations_cores");
        using var memories = Collect(recommender, "vpa_quality_mem_recommendations_bytes");
        cluster.Using("web-1-0", "252m", "100Mi");
        await recommender.TurnAsync();

        Assert.Equal([("is_oom=false,resource=cpu,update_mode=Auto", 1), ("is_oom=false,resource=memory,update_mode=Auto", -0.6)], Values(relative));
        Assert.Equal([("recommendation_missing=false,update_mode=Auto", 0.126)], Values(cpu));
        Assert.Equal([("is_oom=false,recommendation_missing=false,update_mode=Auto", 150 * Mi)], Values(memory));
        Assert.Equal([("update_mode=Auto", 0.126)], Values(cpus));
        Assert.Equal([("is_oom=false,update_mode=Auto", 250 * Mi)], Values(memories));
    }

    [Fact]
    public async Task A_kill_is_a_sample_of_what_is_needed_after_it() // R50, R165
    {
        var cluster = Web(null);
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        using var memory = Collect(recommender, MemoryUnder);
        cluster.Kills.TryAdd(new(new("default", "web-1-0"), "app", cluster.Time.GetUtcNow(), (long)(1000 * Mi)));
        await recommender.TurnAsync();

        Assert.Equal([("is_oom=true,recommendation_missing=false,update_mode=", 950 * Mi)], Values(memory));
    }

    [Fact]
    public async Task Nothing_is_compared_without_a_VPA_or_where_its_policy_is_off() // R63, R165
    {
        var cluster = Web(UpdateMode.Auto).WithDeployment("free").Using("free-1-0", "1", "1Gi")
            .WithDeployment("off").Using("off-1-0", "1", "1Gi").With(AVpa.Named("off").Targeting("Deployment", "off").NotScaling("app"));
        await using var recommender = await Running.StartAsync(cluster);
        using var relative = Collect(recommender, Relative);
        await recommender.TurnAsync();
        await recommender.TurnAsync();
        Assert.Equal(2, relative.GetMeasurementSnapshot().Count);

        cluster.DeleteVpa("web");
        await recommender.TurnAsync();
        Assert.Equal(2, relative.GetMeasurementSnapshot().Count);
        cluster.With(AVpa.Named("web").Targeting("Deployment", "web"));
        using var missing = Collect(recommender, CpuUnder);
        await recommender.TurnAsync();
        Assert.Equal([("recommendation_missing=true,update_mode=", 0.1)], Values(missing));
    }

    [Theory] // R166
    [InlineData(1, "0")]
    [InlineData(3, "1")]
    [InlineData(4, "2")]
    public async Task A_changed_recommendation_is_measured_by_the_size_of_the_VPA(int replicas, string size)
    {
        var cluster = Web(UpdateMode.Recreate, replicas: replicas);
        await using var recommender = await Running.StartAsync(cluster);
        using var changes = Collect(recommender, "vpa_quality_relative_recommendation_changes");
        await recommender.TurnAsync();
        Assert.Empty(changes.GetMeasurementSnapshot());
        var before = cluster["web"].Status.Recommendation!.For("app")!.UncappedTarget!["cpu"].MilliValue;
        cluster.Using("web-1-0", "1", "100Mi");
        await recommender.TurnAsync();
        var after = cluster["web"].Status.Recommendation!.For("app")!.UncappedTarget!["cpu"].MilliValue;

        Assert.True(after > before);
        Assert.Equal(
            [($"resource=cpu,update_mode=Recreate,vpa_size_log2={size}", Math.Round(((double)after / before) - 1, 9)), ($"resource=memory,update_mode=Recreate,vpa_size_log2={size}", 0)],
            Values(changes));
    }

    [Fact]
    public async Task Every_load_of_a_pod_looks_up_the_requests_of_all_its_containers() // R116
    {
        var resources = new ContainerResources(AResourceList.Of("1", null), null);
        Pod pod = APod.Named("web-1-0").OwnedBy("ReplicaSet", "web-1").WithContainer("app").WithContainer("proxy").WithInitContainers("init", "side")
            .WithStatus(new() { Name = "app", Resources = resources });
        var cluster = new Cluster();
        cluster.WithControllers("web");
        cluster.Put(pod with { InitContainersWithStatusResources = 1 });
        await using var recommender = await Running.StartAsync(cluster);
        using var lookups = new MetricCollector<long>(recommender.Meters, RecommenderMetrics.MeterName, "vpa_resources_get_resources_count");
        await recommender.TurnAsync();
        cluster.Kills.TryAdd(new(pod.Key, "proxy", cluster.Time.GetUtcNow(), 1, RequestSource.Container));
        await recommender.TurnAsync();

        Assert.Equal(
            ["Pod.Spec.Containers 3", "Pod.Spec.InitContainers 2", "Pod.Status.ContainerStatuses 2", "Pod.Status.InitContainerStatuses 2"],
            lookups.GetMeasurementSnapshot().GroupBy(m => m.Tags["source"]).Select(g => $"{g.Key} {g.Sum(m => m.Value)}").Order(StringComparer.Ordinal));
    }

    private static Cluster Web(UpdateMode? mode, Func<AVpa, AVpa>? policy = null, int replicas = 1)
    {
        var vpa = AVpa.Named("web").Targeting("Deployment", "web");
        vpa = mode is { } given ? vpa.InMode(given) : vpa;
        return new Cluster().WithDeployment("web", replicas).With(policy?.Invoke(vpa) ?? vpa).Using("web-1-0", "100m", "100Mi");
    }

    private static MetricCollector<double> Collect(Running recommender, string name) => new(recommender.Meters, RecommenderMetrics.MeterName, name);

    private static IEnumerable<(string Labels, double Value)> Values(MetricCollector<double> collector) =>
        collector.GetMeasurementSnapshot().Select(m => (Labels(m.Tags), Math.Round(m.Value, 9)));

    private static string Labels(IReadOnlyDictionary<string, object?> tags) =>
        string.Join(',', tags.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}"));
}
