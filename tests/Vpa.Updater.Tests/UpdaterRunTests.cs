using Vpa.Domain.Policies;
using Vpa.Domain.Updating;
using Vpa.Domain.Updating.InPlace;
using Vpa.Testing.Updating;
using Vpa.Updater.Ports;

namespace Vpa.Updater.Tests;

public sealed class UpdaterRunTests : IDisposable
{
    private readonly FakeCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    private Task<RunOutcome> RunOnceAsync(UpdaterOptions? options = null) => _cluster.Run(options).RunOnceAsync(CancellationToken.None);

    [Fact]
    public async Task U14_pods_out_of_bounds_are_evicted_within_the_budget_and_events_tell_so()
    {
        _cluster.AddWorkload("web", 4).AddWorkload("api", 3);

        Assert.Equal(RunOutcome.Completed, await RunOnceAsync());

        Assert.Equal(["api-1-0", "web-1-0", "web-1-1"], _cluster.Asked.Order(StringComparer.Ordinal));
        Assert.Equal(["api-1-0 by api", "web-1-0 by web", "web-1-1 by web"], _cluster.Events.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task U27_a_pod_that_is_going_away_does_not_count_as_live()
    {
        _cluster.AddWorkload("web", 4);
        _cluster.Pods.RemoveAt(0);
        _cluster.Pods.Add(AControlledPod.Named("leaving").Requesting("100m", null).BeingDeletedSince(_cluster.Time.GetUtcNow()).Build());

        await RunOnceAsync();

        Assert.Single(_cluster.Asked);
    }

    [Fact]
    public async Task A_cache_that_lags_behind_does_not_make_the_next_run_spend_the_budget_twice()
    {
        _cluster.AddWorkload("web", 4);
        var run = _cluster.Run();
        await run.RunOnceAsync(CancellationToken.None);
        _cluster.Time.Advance(TimeSpan.FromMinutes(1));
        await run.RunOnceAsync(CancellationToken.None);
        Assert.Equal(2, _cluster.Asked.Count);

        _cluster.Time.Advance(AcceptedEvictions.Trust);
        await run.RunOnceAsync(CancellationToken.None);
        Assert.Equal(4, _cluster.Asked.Count);
    }

    [Theory]
    [InlineData(UpdateMode.Off)]
    [InlineData(UpdateMode.Initial)]
    [InlineData(UpdateMode.InPlace)]
    [InlineData(UpdateMode.Unknown)]
    public async Task U22_pods_under_modes_that_do_not_recreate_are_never_touched(UpdateMode mode)
    {
        _cluster.AddWorkload("web", 5, v => v.InMode(mode)).AddWorkload("boosted", 5, v => v.InMode(mode).Boosting());

        await RunOnceAsync();

        Assert.Empty(_cluster.Asked);
    }

    /// <summary>U29, A97: admission gives the pods of such a VPA its recommendation, so running ones are updated by it as well.</summary>
    [Fact]
    public async Task U29_U33_pods_of_a_vpa_that_targets_a_replica_set_of_a_deployment_are_updated_within_the_budget_of_that_set()
    {
        _cluster.AddWorkload("web", 4, v => v.Targeting("ReplicaSet", "web-1"));
        _cluster.Controllers.Add("ReplicaSet", "web-2", 4, ("Deployment", "web"));
        _cluster.Pods.AddRange(Enumerable.Range(0, 4).Select(i => AControlledPod.Named($"web-2-{i}").OwnedBy("ReplicaSet", "web-2").Requesting("100m", null).Build()));

        await RunOnceAsync();

        Assert.Equal(["web-1-0 by web", "web-1-1 by web"], _cluster.Events.Order(StringComparer.Ordinal));
    }

    /// <summary>U69, A97: what was boosted by a VPA that targets a lower owner comes down again.</summary>
    [Fact]
    public async Task U69_the_boost_of_a_vpa_that_targets_a_replica_set_of_a_deployment_is_ended()
    {
        _cluster.AddWorkload("web", 2, v => v.Targeting("ReplicaSet", "web-1").InMode(UpdateMode.Initial).Boosting());
        _cluster.Pods = [.. _cluster.Pods.Select(p => p with
        {
            Annotations = new Dictionary<string, string> { ["vpaCpuStartupBoost/app"] = """{"requests":{"cpu":"20m"}}""" },
            Conditions = [new("Ready", "True")],
        })];

        await RunOnceAsync(new UpdaterOptions { Rules = new() { Gates = new(CpuStartupBoost: true) } });

        Assert.Equal(["web-1-0"], _cluster.AskedToResize);
    }

    /// <summary>U32, A100: such pods would come back with what the older VPA recommends, and be evicted again.</summary>
    [Fact]
    public async Task U32_pods_that_an_older_vpa_decides_about_at_admission_are_not_updated_by_a_younger_one()
    {
        _cluster.AddWorkload("web", 4).Vpas.Add(AnActingVpa.Named("old").Targeting("Deployment", "web").InMode(UpdateMode.Initial).CreatedAt(DateTimeOffset.MinValue).Build());
        _cluster.Vpas[0] = _cluster.Vpas[0] with { CreationTimestamp = _cluster.Time.GetUtcNow() };

        await RunOnceAsync();

        Assert.Empty(_cluster.Asked);
    }

    [Theory]
    [InlineData(UpdateMode.Auto, "deprecated", 1)]
    [InlineData(UpdateMode.InPlaceOrRecreate, "does not serve pods/resize", 1)]
    [InlineData(UpdateMode.InPlace, "feature gate InPlace is off", 0)]
    public async Task What_a_mode_does_not_get_is_said_once(UpdateMode mode, string said, int evicted)
    {
        _cluster.AddWorkload("web", 2, v => v.InMode(mode)).OnEvict = static (_, _) => Task.FromResult(EvictionOutcome.Failed);
        _cluster.Support = static () => ResizeSupport.NotServed;
        var run = _cluster.Run();
        await run.RunOnceAsync(CancellationToken.None);
        await run.RunOnceAsync(CancellationToken.None);

        Assert.Equal(1, _cluster.LogLines(said));
        Assert.Equal(evicted > 0, !_cluster.Asked.IsEmpty);
    }

    [Fact]
    public async Task U24_a_vpa_without_its_target_is_left_out_and_said_once_until_it_changes()
    {
        _cluster.AddWorkload("web", 2).Vpas.Add(AnActingVpa.Named("lost").Build());
        var run = _cluster.Run();
        await run.RunOnceAsync(CancellationToken.None);
        await run.RunOnceAsync(CancellationToken.None);

        Assert.Equal(1, _cluster.LogLines("VPA shop/lost takes no part"));
        Assert.Single(_cluster.Asked);
    }

    [Fact]
    public async Task U21_ignored_namespaces_are_left_alone()
    {
        _cluster.AddWorkload("web", 2);

        Assert.Equal(RunOutcome.NoVpas, await RunOnceAsync(new UpdaterOptions { IgnoredNamespaces = ["shop"] }));
        Assert.Empty(_cluster.Asked);
    }

    [Fact]
    public async Task One_namespace_whose_limit_ranges_cannot_be_read_does_not_stop_the_others()
    {
        _cluster.AddWorkload("web", 2).AddWorkload("api", 2, @namespace: "broken").LimitRanges =
            static ns => ns == "broken" ? throw new InvalidOperationException("no") : [];

        Assert.Equal(RunOutcome.Completed, await RunOnceAsync());
        Assert.Equal(["web-1-0"], _cluster.Asked);
    }

    [Fact]
    public async Task One_eviction_that_throws_does_not_stop_the_others()
    {
        _cluster.AddWorkload("web", 2).AddWorkload("api", 2).AddWorkload("db", 2).OnEvict =
            static (pod, _) => pod.Name == "db-1-0" ? throw new InvalidOperationException("broken") : Task.FromResult(EvictionOutcome.Evicted);

        Assert.Equal(RunOutcome.Completed, await RunOnceAsync());
        Assert.Equal(["api-1-0 by api", "web-1-0 by web"], _cluster.Events.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task U15_pods_that_cannot_be_listed_end_the_run_but_not_the_next()
    {
        _cluster.AddWorkload("web", 2).OnListPods = static () => throw new InvalidOperationException("not now");
        var run = _cluster.Run();
        Assert.Equal(RunOutcome.SourceFailed, await run.RunOnceAsync(CancellationToken.None));
        Assert.Empty(_cluster.Asked);

        _cluster.OnListPods = null;
        Assert.Equal(RunOutcome.Completed, await run.RunOnceAsync(CancellationToken.None));
        Assert.Single(_cluster.Asked);
    }

    [Theory]
    [InlineData(EvictionOutcome.BlockedByDisruptionBudget, 4)]
    [InlineData(EvictionOutcome.Failed, 4)]
    [InlineData(EvictionOutcome.Gone, 2)]
    [InlineData(EvictionOutcome.Unanswered, 2)]
    [InlineData(EvictionOutcome.Evicted, 2)]
    public async Task U113_only_evictions_that_surely_did_not_happen_give_their_place_to_the_next(EvictionOutcome outcome, int asked)
    {
        _cluster.AddWorkload("web", 4).OnEvict = (_, _) => Task.FromResult(outcome);

        await RunOnceAsync();

        Assert.Equal(asked, _cluster.Asked.Count);
        Assert.Equal(outcome == EvictionOutcome.Evicted ? 2 : 0, _cluster.Events.Count);
    }

    [Fact]
    public async Task Evictions_go_out_side_by_side_up_to_the_bound()
    {
        for (var i = 0; i < 20; i++)
        {
            _cluster.AddWorkload($"w{i}", 2);
        }

        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.OnEvict = async (_, _) =>
        {
            if (_cluster.Asked.Count >= 5)
            {
                release.TrySetResult();
            }

            await release.Task;
            return EvictionOutcome.Evicted;
        };

        await RunOnceAsync(new UpdaterOptions { MaxConcurrentCalls = 5 }).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((20, 5), (_cluster.Asked.Count, _cluster.MostUnderWay));
    }

    [Fact]
    public async Task On_cancellation_what_is_under_way_ends_and_nothing_new_begins()
    {
        _cluster.AddWorkload("web", 10).AddWorkload("api", 10);
        using var stop = new CancellationTokenSource();
        _cluster.OnEvict = async (_, ct) =>
        {
            await stop.CancelAsync();
            Assert.False(ct.IsCancellationRequested);
            return EvictionOutcome.Evicted;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _cluster.Run(new UpdaterOptions { MaxConcurrentCalls = 1 }).RunOnceAsync(stop.Token));

        Assert.Single(_cluster.Asked);
        Assert.Single(_cluster.Events);
    }

    [Fact]
    public async Task U86_a_resize_is_stuck_by_the_time_since_it_was_first_seen()
    {
        _cluster.AddWorkload("web", 2);
        _cluster.Pods = [.. _cluster.Pods.Select(p => p with { Conditions = [new("PodResizePending", "True", "Deferred")] })];
        var run = _cluster.Run();
        await run.RunOnceAsync(CancellationToken.None);
        _cluster.Time.Advance(ResizeProgress.DeferredLimit);
        await run.RunOnceAsync(CancellationToken.None);
        Assert.Empty(_cluster.Asked);

        _cluster.Time.Advance(TimeSpan.FromSeconds(1));
        await run.RunOnceAsync(CancellationToken.None);
        Assert.Single(_cluster.Asked);
    }

    [Fact]
    public async Task Fifty_thousand_pods_cost_one_climb_an_owner_and_one_read_a_namespace()
    {
        for (var i = 0; i < 1000; i++)
        {
            _cluster.AddWorkload($"w{i}", 50);
        }

        var options = new UpdaterOptions { Rules = new UpdateRules { EvictionTolerance = 0.01 } };
        Assert.Equal(RunOutcome.Completed, await RunOnceAsync(options));

        Assert.Equal(1000, _cluster.Asked.Count);
        Assert.Equal(1, _cluster.LimitRangeReads["shop"]);
        Assert.InRange(_cluster.Controllers.Lookups.Values.Max(), 1, 2);
    }
}
