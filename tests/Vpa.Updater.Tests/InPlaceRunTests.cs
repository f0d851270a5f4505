using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;
using Vpa.Updater.Ports;
using static Vpa.Testing.Updating.AControlledPod;

namespace Vpa.Updater.Tests;

public sealed class InPlaceRunTests : IDisposable
{
    private static readonly UpdaterOptions Gated = new() { Rules = new() { Gates = new(InPlace: true, CpuStartupBoost: true) } };
    private readonly FakeCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    private static AnActingVpa InPlaceOrRecreate(AnActingVpa vpa) => vpa.InMode(UpdateMode.InPlaceOrRecreate);

    private static AnActingVpa InPlace(AnActingVpa vpa) => vpa.InMode(UpdateMode.InPlace);

    private static PodCondition Pending(string reason) => new("PodResizePending", "True", reason);

    private async Task RunTimesAsync(UpdaterRun run, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal(RunOutcome.Completed, await run.RunOnceAsync(CancellationToken.None));
            _cluster.Time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private void Change(Func<Pod, Pod> change) => _cluster.Pods = [.. _cluster.Pods.Select(change)];

    private void Recommend(string cpu) => _cluster.Vpas[0] = _cluster.Vpas[0] with
    {
        Status = _cluster.Vpas[0].Status with { Recommendation = new([Recommended(cpu, null, List(cpu, null), List(cpu, null))]) },
    };

    // What the API server does with an accepted resize.
    private ResizeOutcome Accept(Pod pod, string cpu)
    {
        Change(p => p.Uid != pod.Uid ? p : p with
        {
            Containers = [.. p.Containers.Select(c => c with { Resources = new(List(cpu, null), null) })],
            ContainerStatuses = [new ContainerStatus { Name = "app", Resources = p.ResourcesOf(p.Containers[0]) }],
        });
        return ResizeOutcome.Accepted;
    }

    [Fact]
    public async Task U100_pods_are_resized_within_the_budget_and_nobody_is_evicted()
    {
        _cluster.AddWorkload("web", 4, InPlaceOrRecreate).AddWorkload("api", 3, InPlaceOrRecreate);

        await RunTimesAsync(_cluster.Run(), 1);

        Assert.Equal(["api-1-0", "web-1-0", "web-1-1"], _cluster.AskedToResize.Order(StringComparer.Ordinal));
        Assert.Equal(["api-1-0 resized by api", "web-1-0 resized by web", "web-1-1 resized by web"], _cluster.Events.Order(StringComparer.Ordinal));
        Assert.Empty(_cluster.Asked);
    }

    [Theory]
    [InlineData(ResizeOutcome.Refused, 4, 2)]
    [InlineData(ResizeOutcome.NodeCapacity, 4, 2)]
    [InlineData(ResizeOutcome.Unanswered, 2, 0)]
    [InlineData(ResizeOutcome.Gone, 2, 0)]
    public async Task U88_a_refused_resize_is_followed_by_eviction_in_the_same_run(ResizeOutcome outcome, int asked, int evicted)
    {
        _cluster.AddWorkload("web", 4, InPlaceOrRecreate).OnResize = (_, _) => outcome;

        await RunTimesAsync(_cluster.Run(), 1);

        Assert.Equal((asked, evicted), (_cluster.AskedToResize.Count, _cluster.Asked.Count));
    }

    [Theory]
    [InlineData(ResizeOutcome.Refused)]
    [InlineData(ResizeOutcome.NodeCapacity)]
    public async Task U114_in_mode_in_place_nobody_is_ever_evicted(ResizeOutcome outcome)
    {
        _cluster.AddWorkload("web", 4, InPlace).OnResize = (_, _) => outcome;
        Change(p => p.Name == "web-1-3" ? p with { Conditions = [Pending("Deferred")] } : p);

        await RunTimesAsync(_cluster.Run(Gated), 400);

        Assert.NotEmpty(_cluster.AskedToResize);
        Assert.Empty(_cluster.Asked);
    }

    [Fact]
    public async Task One_resize_that_throws_costs_only_its_pod()
    {
        _cluster.AddWorkload("api", 2, InPlaceOrRecreate).AddWorkload("web", 2, InPlaceOrRecreate).AddWorkload("old", 2);
        _cluster.OnResize = static (pod, _) => pod.Name == "api-1-0" ? throw new InvalidOperationException("broken") : ResizeOutcome.Accepted;

        await RunTimesAsync(_cluster.Run(), 1);

        Assert.Equal(["old-1-0 by old", "web-1-0 resized by web"], _cluster.Events.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(ResizeSupport.NotServed, 1, 1)]
    [InlineData(ResizeSupport.Unknown, 0, 1)]
    public async Task Without_the_subresource_recreating_modes_evict_and_in_place_does_nothing_and_that_is_said_once(ResizeSupport support, int evicted, int said)
    {
        _cluster.AddWorkload("web", 2, InPlaceOrRecreate).AddWorkload("api", 2, InPlace).Support = () => support;

        await RunTimesAsync(_cluster.Run(Gated), 2);

        Assert.Equal((0, evicted), (_cluster.AskedToResize.Count, _cluster.Asked.Count));
        Assert.Equal(said, _cluster.LogLines("pods/resize"));
    }

    [Fact]
    public async Task The_server_is_asked_about_resizes_only_when_some_vpa_wants_them_and_may_fail_to_answer()
    {
        _cluster.AddWorkload("old", 2).AddWorkload("api", 2, InPlace);
        await RunTimesAsync(_cluster.Run(), 1);
        Assert.Equal(0, _cluster.SupportReads);

        _cluster.AddWorkload("web", 2, InPlaceOrRecreate).Support = static () => throw new InvalidOperationException("no");
        await RunTimesAsync(_cluster.Run(), 1);
        Assert.Equal((1, 0), (_cluster.SupportReads, _cluster.AskedToResize.Count));
    }

    [Fact]
    public async Task U86_the_clock_of_a_resize_is_that_of_the_pods_uid_and_of_what_it_asks_for()
    {
        _cluster.AddWorkload("web", 2, InPlaceOrRecreate);
        Change(static p => p with { Conditions = [Pending("Deferred")] });
        var run = _cluster.Run();
        await RunTimesAsync(run, 5);

        // A successor of the same name, and another resize of the other pod that no run saw the first one end of.
        Change(static p => p.Name == "web-1-0"
            ? p with { Uid = "successor" }
            : p with { Containers = [.. p.Containers.Select(static c => c with { Resources = new(List("110m", null), null) })] });
        await RunTimesAsync(run, 6);
        Assert.Empty(_cluster.Asked);

        await RunTimesAsync(run, 1);
        Assert.Single(_cluster.Asked);
    }

    /// <summary>The timeline of U108; here success forgets what was infeasible, and the same values are not sent twice (U89, U107).</summary>
    [Theory]
    [InlineData(false)] // the kubelet finds out
    [InlineData(true)] // the API server refuses at once, from Kubernetes 1.36 on
    public async Task U108_what_was_infeasible_is_tried_again_only_when_something_is_lower(bool refusedAtOnce)
    {
        _cluster.AddWorkload("web", 2, InPlace).Pods.RemoveAt(1);
        _cluster.Vpas[0] = _cluster.Vpas[0] with { UpdatePolicy = _cluster.Vpas[0].UpdatePolicy! with { MinReplicas = 1 } };
        _cluster.Controllers.AddDeployment("web", 1);
        var cpu = "4";
        _cluster.OnResize = (pod, _) => refusedAtOnce && Quantity.Parse(cpu) > Quantity.Parse("2") ? ResizeOutcome.NodeCapacity : Accept(pod, cpu);
        var run = _cluster.Run(Gated);
        async Task<(int Asked, int Skipped)> RunAtAsync(string recommended)
        {
            Recommend(cpu = recommended);
            _cluster.AskedToResize.Clear();
            _cluster.Events.Clear();
            await RunTimesAsync(run, 1);
            return (_cluster.AskedToResize.Count, _cluster.Events.Count(e => e.Contains("skipped", StringComparison.Ordinal)));
        }

        Assert.Equal((1, 0), await RunAtAsync("4"));
        Change(p => refusedAtOnce ? p : p with { Conditions = [Pending("Infeasible")] });
        Assert.Equal((0, 1), await RunAtAsync("4"));
        Assert.Equal((0, 1), await RunAtAsync("5"));
        Assert.Equal((1, 0), await RunAtAsync("1500m"));
        Change(static p => p with { Conditions = [], ContainerStatuses = [] });
        Assert.Equal((0, 0), await RunAtAsync("1500m"));
        Assert.Equal((1, 0), await RunAtAsync("1800m"));
        Change(static p => p with { ContainerStatuses = [] });
        Assert.Equal((1, 0), await RunAtAsync("1400m"));
    }

    [Fact]
    public async Task U102_U107_what_was_infeasible_is_forgotten_with_its_pod()
    {
        _cluster.AddWorkload("web", 3, InPlace).OnResize = static (_, _) => ResizeOutcome.NodeCapacity;
        var run = _cluster.Run(Gated);
        await RunTimesAsync(run, 2);
        Assert.Equal(3, _cluster.AskedToResize.Count);

        Change(static p => p with { Uid = p.Uid + "-next" });
        await RunTimesAsync(run, 1);
        Assert.Equal(6, _cluster.AskedToResize.Count);
    }

    [Fact]
    public async Task U107_a_kubelet_that_is_slow_to_take_back_infeasible_does_not_make_the_next_resize_infeasible()
    {
        var cpu = "1500m";
        _cluster.AddWorkload("web", 2, InPlace).OnResize = (pod, _) => Accept(pod, cpu);
        Change(static p => p with { Containers = [.. p.Containers.Select(static c => c with { Resources = new(List("4", null), null) })], Conditions = [Pending("Infeasible")] });
        var run = _cluster.Run(Gated);
        Recommend(cpu);
        await RunTimesAsync(run, 2);
        Assert.Equal(["web-1-0", "web-1-1"], _cluster.AskedToResize);

        // So far the conditions are those of the resizes before; now the kubelet carries out the new ones.
        Change(static p => p with { Conditions = [], ContainerStatuses = [] });
        Recommend(cpu = "1800m");
        await RunTimesAsync(run, 2);
        Assert.Equal(["web-1-0", "web-1-1", "web-1-0", "web-1-1"], _cluster.AskedToResize);
    }

    [Fact]
    public async Task U76_boosts_end_in_place_in_mode_off_with_upstreams_event()
    {
        _cluster.AddWorkload("web", 4, v => v.InMode(UpdateMode.Off).Boosting());
        Change(static p => p with
        {
            Annotations = new Dictionary<string, string> { ["vpaCpuStartupBoost/app"] = """{"requests":{"cpu":"20m"},"limits":{}}""" },
            Conditions = [new("Ready", "True")],
        });
        var sent = new List<string>();
        _cluster.OnResize = (_, resize) =>
        {
            lock (sent)
            {
                sent.AddRange([.. resize.Operations.Select(o => $"{o.Path}={o.Text}"), .. resize.EndedBoosts]);
            }

            return ResizeOutcome.Refused;
        };

        await RunTimesAsync(_cluster.Run(Gated), 1);

        Assert.Equal(4, _cluster.AskedToResize.Count);
        Assert.Equal(["/spec/containers/0/resources/requests/cpu=20m", "vpaCpuStartupBoost/app"], sent.Distinct());
        Assert.Empty(_cluster.Asked);
    }

    [Fact]
    public async Task U98_a_boost_whose_original_cannot_be_read_is_said_and_nothing_is_sent()
    {
        _cluster.AddWorkload("web", 2, v => v.Boosting());
        Change(static p => p with { Annotations = new Dictionary<string, string> { ["vpaCpuStartupBoost/app"] = "?" }, Conditions = [new("Ready", "True")] });

        await RunTimesAsync(_cluster.Run(Gated), 1);

        Assert.Empty(_cluster.AskedToResize);
        Assert.Equal(2, _cluster.LogLines("cannot end"));
    }

    /// <summary>Without the gate a boosted pod is an ordinary one (U80): what is wrong with its annotation is a failed resize.</summary>
    [Theory]
    [InlineData(UpdateMode.InPlaceOrRecreate, "?", 1, 2)]
    [InlineData(UpdateMode.InPlace, "?", 0, 2)]
    [InlineData(UpdateMode.InPlaceOrRecreate, """{"requests":{"cpu":"20m"}}""", 0, 0)]
    public async Task U88_U98_an_annotation_that_cannot_be_read_fails_the_resize(UpdateMode mode, string annotation, int evicted, int said)
    {
        _cluster.AddWorkload("web", 2, v => v.InMode(mode).Boosting());
        Change(p => p with { Annotations = new Dictionary<string, string> { ["vpaCpuStartupBoost/app"] = annotation }, Conditions = [new("Ready", "True")] });

        await RunTimesAsync(_cluster.Run(new UpdaterOptions { Rules = new() { Gates = new(InPlace: true) } }), 1);

        Assert.Equal((said == 0 ? 1 : 0, evicted, said), (_cluster.AskedToResize.Count, _cluster.Asked.Count, _cluster.LogLines("cannot end")));
    }

    [Fact]
    public async Task U116_U119_resizes_have_a_bucket_of_their_own_and_a_failed_wait_ends_the_run()
    {
        _cluster.AddWorkload("api", 2).AddWorkload("web", 4, InPlaceOrRecreate);
        var run = _cluster.Run(new UpdaterOptions { EvictionRateLimit = 0.001 });

        Assert.Equal(RunOutcome.RateLimited, await run.RunOnceAsync(CancellationToken.None));

        Assert.Equal((1, 1), (_cluster.Asked.Count, _cluster.AskedToResize.Count));
    }
}
