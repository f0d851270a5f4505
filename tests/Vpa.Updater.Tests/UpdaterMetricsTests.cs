using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Vpa.Domain.Policies;
using Vpa.Domain.Updating;
using Vpa.Updater.Metrics;
using Vpa.Updater.Ports;

namespace Vpa.Updater.Tests;

public sealed class UpdaterMetricsTests : IDisposable
{
    private readonly FakeCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "0")]
    [InlineData(2, "1")]
    [InlineData(3, "1")]
    [InlineData(4, "2")]
    [InlineData(8, "3")]
    [InlineData(15, "3")]
    [InlineData(1 << 20, "20")]
    [InlineData(int.MaxValue, "20")]
    public void U121_size_is_a_power_of_two_and_at_most_20(int pods, string expected) =>
        Assert.Equal(expected, VpaLabels.Of(new VerticalPodAutoscaler { Key = new("a", "b") }, pods).SizeTag.Value);

    [Fact]
    public async Task U122_U125_counters_start_at_0_and_count_evictions_and_failures()
    {
        using var evicted = Collect<long>("evicted_pods_total");
        using var failed = Collect<long>("failed_eviction_attempts_total");
        _cluster.AddWorkload("web", 4).AddWorkload("idle", 2, v => v.InMode(UpdateMode.InPlace)).OnEvict = static (pod, _) =>
            Task.FromResult(pod.Name == "web-1-0" ? EvictionOutcome.BlockedByDisruptionBudget : EvictionOutcome.Evicted);

        await _cluster.Run().RunOnceAsync(CancellationToken.None);

        Assert.Equal(["idle 1 InPlace shop: 0", "web 2 Recreate shop: 2"], Sum(evicted, "vpa_name", "vpa_size_log2", "update_mode", "vpa_namespace"));
        Assert.Equal(["web 2 Recreate EvictionError shop: 1"], Sum(failed, "vpa_name", "vpa_size_log2", "update_mode", "reason", "vpa_namespace"));
    }

    [Fact]
    public async Task U119_a_failed_wait_is_counted_once()
    {
        using var failed = Collect<long>("failed_eviction_attempts_total");
        _cluster.AddWorkload("web", 10);

        await _cluster.Run(new UpdaterOptions { EvictionRateLimit = 0.001 }).RunOnceAsync(CancellationToken.None);

        Assert.Equal(["EvictionRateLimiterWaitFailed: 1"], Sum(failed, "reason"));
    }

    [Fact]
    public async Task U124_gauges_show_the_last_run_and_zeros_after_a_run_that_did_nothing()
    {
        using var controlled = Collect<long>("controlled_pods_total");
        using var evictable = Collect<long>("evictable_pods_total");
        using var withEvictable = Collect<long>("vpas_with_evictable_pods_total");
        using var withEvicted = Collect<long>("vpas_with_evicted_pods_total");
        MetricCollector<long>[] gauges = [controlled, evictable, withEvictable, withEvicted];
        _cluster.AddWorkload("web", 4).AddWorkload("api", 5).AddWorkload("boosted", 4, v => v.InMode(UpdateMode.Off).Boosting());
        _cluster.OnEvict = static (pod, _) => Task.FromResult(pod.Name.StartsWith("api", StringComparison.Ordinal) ? EvictionOutcome.Failed : EvictionOutcome.Evicted);
        var run = _cluster.Run();

        await run.RunOnceAsync(CancellationToken.None);
        Assert.Equal(
            [["2 Off: 4", "2 Recreate: 9"], ["2 Off: 0", "2 Recreate: 9"], ["2 Off: 0", "2 Recreate: 2"], ["2 Off: 0", "2 Recreate: 1"]],
            gauges.Select(g => Observe(g, "vpa_size_log2", "update_mode")));

        _cluster.LastSeen = static () => null;
        await run.RunOnceAsync(CancellationToken.None);
        Assert.All(gauges, g => Assert.Equal(["2 Off: 0", "2 Recreate: 0"], Observe(g, "vpa_size_log2", "update_mode")));
    }

    [Fact]
    public async Task U121_U125_updates_in_place_are_counted_by_size_vpa_and_reason()
    {
        using var resized = Collect<long>("in_place_updated_pods_total");
        using var failed = Collect<long>("failed_in_place_update_attempts_total");
        using var skipped = Collect<long>("in_place_infeasible_skip_pods_total");
        using var updatable = Collect<long>("in_place_updatable_pods_total");
        using var withUpdatable = Collect<long>("vpas_with_in_place_updatable_pods_total");
        using var withUpdated = Collect<long>("vpas_with_in_place_updated_pods_total");
        using var evictable = Collect<long>("evictable_pods_total");
        _cluster.AddWorkload("web", 4, v => v.InMode(UpdateMode.InPlaceOrRecreate)).AddWorkload("api", 2, v => v.InMode(UpdateMode.InPlace)).AddWorkload("old", 2);
        _cluster.OnResize = static (pod, _) => pod.Name switch
        {
            "web-1-0" => ResizeOutcome.Refused,
            "api-1-0" or "api-1-1" => ResizeOutcome.NodeCapacity,
            _ => ResizeOutcome.Accepted,
        };
        var run = _cluster.Run(new UpdaterOptions { Rules = new() { Gates = new(InPlace: true) } });

        await run.RunOnceAsync(CancellationToken.None);
        Assert.Equal(["1 api shop: 0", "1 old shop: 0", "2 web shop: 2"], Sum(resized, "vpa_size_log2", "vpa_name", "vpa_namespace"));
        Assert.Equal(["api InPlaceUpdateInfeasible 1: 2", "web InPlaceUpdateError 2: 1"], Sum(failed, "vpa_name", "reason", "vpa_size_log2"));
        Assert.Equal(["1: 2", "2: 4"], NotZero(updatable));
        Assert.Equal(["1: 1", "2: 1"], NotZero(withUpdatable));
        Assert.Equal(["2: 1"], NotZero(withUpdated));
        Assert.Equal(20, Observe(updatable, "vpa_size_log2").Length);
        Assert.Equal(["1 InPlace: 0", "1 Recreate: 2", "2 InPlaceOrRecreate: 0"], Observe(evictable, "vpa_size_log2", "update_mode"));

        await run.RunOnceAsync(CancellationToken.None);
        Assert.Equal(["1 api shop: 2"], Sum(skipped, "vpa_size_log2", "vpa_name", "vpa_namespace"));
    }

    [Theory]
    [InlineData(UpdateMode.Off, 0)]
    [InlineData(UpdateMode.Initial, 0)]
    [InlineData(UpdateMode.InPlace, 0)] // its gate is off
    [InlineData(UpdateMode.Recreate, 1)]
    public async Task Unboosting_counts_but_not_among_the_vpas_of_modes_that_leave_pods_alone(UpdateMode mode, int vpas)
    {
        using var resized = Collect<long>("in_place_updated_pods_total");
        using var withUpdated = Collect<long>("vpas_with_in_place_updated_pods_total");
        _cluster.AddWorkload("web", 2, v => v.InMode(mode).Boosting());
        _cluster.Pods = [.. _cluster.Pods.Select(p => p with
        {
            Annotations = new Dictionary<string, string> { ["vpaCpuStartupBoost/app"] = """{"requests":{"cpu":"20m"},"limits":{}}""" },
            Conditions = [new("Ready", "True")],
        })];

        await _cluster.Run(new UpdaterOptions { Rules = new() { Gates = new(CpuStartupBoost: true) } }).RunOnceAsync(CancellationToken.None);

        Assert.Equal(["1: 1"], Sum(resized, "vpa_size_log2"));
        Assert.Equal(vpas, NotZero(withUpdated).Length);
    }

    [Fact]
    public async Task Every_refusal_shows_its_reason()
    {
        using var refused = Collect<long>("refused_pods");
        _cluster.AddWorkload("web", 4).AddWorkload("single", 1).AddWorkload("off", 3, v => v.InMode(UpdateMode.InPlace));

        await _cluster.Run().RunOnceAsync(CancellationToken.None);

        var shown = Observe(refused, "reason");
        Assert.Equal(Enum.GetValues<UpdateRefusal>().Length - 1, shown.Length);
        Assert.Equal(["BudgetSpent: 2", "TooFewReplicas: 1", "UpdateMode: 3"], shown.Where(s => !s.EndsWith(": 0", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task U15_U123_steps_that_are_reached_are_measured()
    {
        using var latency = Collect<double>("execution_latency_seconds");
        using var skipped = Collect<long>("skipped_runs_total");
        _cluster.AddWorkload("web", 2);
        var run = _cluster.Run(new UpdaterOptions { EvictionRateLimit = 0.001 });

        await run.RunOnceAsync(CancellationToken.None);
        Assert.Equal(["ListVPAs", "ListPods", "FilterPods", "AdmissionInit", "EvictPods", "total"], Steps(latency));
        latency.Clear();
        _cluster.AddWorkload("api", 2);
        await run.RunOnceAsync(CancellationToken.None);
        Assert.Equal(["ListVPAs", "ListPods", "FilterPods", "AdmissionInit", "total"], Steps(latency));
        latency.Clear();
        _cluster.Vpas.Clear();
        await run.RunOnceAsync(CancellationToken.None);
        Assert.Equal(["ListVPAs", "total"], Steps(latency));
        latency.Clear();
        _cluster.LastSeen = static () => null;
        await run.RunOnceAsync(CancellationToken.None);
        Assert.Equal(["total"], Steps(latency));
        Assert.Equal(["AdmissionControllerNotAlive: 1", "NoVpas: 1"], Sum(skipped, "reason"));
    }

    private static IEnumerable<string> Steps(MetricCollector<double> latency) => latency.GetMeasurementSnapshot().Select(m => (string)m.Tags["step"]!);

    private static string[] Sum(MetricCollector<long> counter, params string[] labels) =>
        [.. counter.GetMeasurementSnapshot()
            .GroupBy(m => string.Join(' ', labels.Select(l => m.Tags[l])))
            .Select(g => $"{g.Key}: {g.Sum(m => m.Value)}")
            .Order(StringComparer.Ordinal)];

    private static string[] NotZero(MetricCollector<long> gauge) => [.. Observe(gauge, "vpa_size_log2").Where(s => !s.EndsWith(": 0", StringComparison.Ordinal))];

    private static string[] Observe(MetricCollector<long> gauge, params string[] labels)
    {
        gauge.Clear();
        gauge.RecordObservableInstruments();
        return Sum(gauge, labels);
    }

    private MetricCollector<T> Collect<T>(string name)
        where T : struct => new(_cluster.Meters, UpdaterRun.MeterName, "vpa_updater_" + name);
}
