using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Domain.Policies;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Leases;
using Vpa.Simulation.ApiServer;
using Vpa.Testing;
using Vpa.Updater;

namespace Vpa.Kubernetes.Tests.Updating;

/// <summary>What goes wrong around an updater, each time with the number of pods that were touched. Four pods, of which two may be down at once.</summary>
public sealed class FaultScenarioTests
{
    private const int Replicas = 4;
    private const string Evictions = "pods/eviction";
    private const string Resizes = "pods/resize";

    private static Task<AnUpdaterScenario> StartAsync(UpdateMode mode = UpdateMode.Recreate, string nodeCpu = "8", int requestTimeoutSeconds = 60) =>
        AnUpdaterScenario.StartAsync(mode, Replicas, nodeCpu, requestTimeoutSeconds: requestTimeoutSeconds);

    [Fact]
    public async Task Disruption_budget_exhausted_0_pods_then_as_many_as_it_allows()
    {
        await using var scenario = await StartAsync();
        await scenario.CreateAsync("apis/policy/v1/namespaces/shop/poddisruptionbudgets", """
            {"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"web","namespace":"shop"},"spec":{"minAvailable":4,"selector":{"matchLabels":{"app":"web"}}}}
            """);
        var before = scenario.ListPods().Select(p => p.Uid).ToHashSet(StringComparer.Ordinal);

        // Each of the four is tried, as one that is refused leaves its place in the budget to the next (U113).
        Assert.All(await scenario.RunAsync(), p => Assert.Contains(p.Uid, before));
        Assert.Equal((0, 4), (scenario.Evicted.Count, scenario.Asked.Evictions));

        await scenario.Api.PatchAsync("apis/policy/v1/namespaces/shop/poddisruptionbudgets/web", PatchKind.Merge, """{"spec":{"minAvailable":3}}"""u8.ToArray(), CancellationToken.None);
        Assert.Equal(3, (await scenario.RunAsync()).Count(p => before.Contains(p.Uid)));
        Assert.Single(scenario.Evicted);
    }

    [Theory]
    [InlineData(UpdateMode.Recreate)]
    [InlineData(UpdateMode.InPlaceOrRecreate)]
    public async Task Webhook_down_0_pods_until_its_lease_is_renewed(UpdateMode mode)
    {
        await using var scenario = await StartAsync(mode);
        scenario.IsWebhookUp = false;
        for (var run = 0; run < 3; run++)
        {
            await scenario.RunAsync(expected: RunOutcome.AdmissionControllerNotAlive);
        }

        Assert.Equal((0, 0), scenario.Asked);
        Assert.Equal(3, scenario.NotAlive.Count);
        Assert.Single(scenario.NotAlive.Distinct(StringComparer.Ordinal));

        scenario.IsWebhookUp = true;
        await scenario.RunAsync();
        Assert.Equal(2, scenario.Evicted.Count + scenario.Resized.Count);
        Assert.Empty(scenario.NotAlive);
    }

    [Fact]
    public async Task Node_full_2_pods_and_no_more_while_their_successors_find_no_room()
    {
        await using var scenario = await StartAsync(nodeCpu: "1700m");
        for (var i = 0; i < 2; i++)
        {
            await scenario.CreateAsync("api/v1/namespaces/shop/pods", $$$"""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"other-{{{i}}}","namespace":"shop"},"spec":{"containers":[{"name":"app","image":"app:1","resources":{"requests":{"cpu":"400m"} } }]} }
                """);
        }

        await scenario.RunAsync();
        Assert.Equal(2, scenario.Evicted.Count);
        for (var run = 0; run < 3; run++)
        {
            // Two others took the room, so only two of the group run, and both must stay.
            Assert.Equal(2, (await scenario.RunAsync()).Count(p => p.Name.StartsWith("web-", StringComparison.Ordinal)));
        }

        Assert.Equal((2, 2), (scenario.Evicted.Count, scenario.Asked.Evictions));
    }

    [Fact]
    public async Task Slow_api_2_pods_are_asked_for_none_is_known_to_be_gone_and_the_budget_counts_both()
    {
        await using var scenario = await StartAsync(requestTimeoutSeconds: 5);
        scenario.Faults.Add(new FaultRule("create", Evictions, new Fault.Delay(TimeSpan.FromMinutes(10))));

        await scenario.RunAsync();
        Assert.Empty(scenario.Evicted);
        Assert.Equal(2, scenario.Faults.Injected);

        scenario.Faults.Clear();
        await scenario.RunAsync();
        Assert.Equal(2, scenario.Evicted.Count);
    }

    [Theory]
    [InlineData(409, 2)]
    [InlineData(410, 4)]
    [InlineData(429, 4)]
    [InlineData(500, 4)]
    public async Task Storm_on_evictions_0_pods_while_it_lasts_then_2_a_run(int code, int asked)
    {
        await using var scenario = await StartAsync();
        scenario.Faults.Add(new FaultRule("create", Evictions, new Fault.Refuse(code, RetryAfterSeconds: 1)));

        // 409 says that another pod has the name by now, so the one that was meant is down already and counts (U112).
        await scenario.RunAsync();
        await scenario.RunAsync();
        Assert.Equal((0, 2 * asked), (scenario.Evicted.Count, (int)scenario.Faults.Injected));

        scenario.Faults.Clear();
        await scenario.RunAsync();
        Assert.Equal(2, scenario.Evicted.Count);
    }

    [Theory]
    [InlineData(UpdateMode.InPlaceOrRecreate, 409, 0)]
    [InlineData(UpdateMode.InPlaceOrRecreate, 410, 0)]
    [InlineData(UpdateMode.InPlaceOrRecreate, 429, 0)]
    [InlineData(UpdateMode.InPlaceOrRecreate, 503, 0)]
    [InlineData(UpdateMode.InPlaceOrRecreate, 422, 2)]
    [InlineData(UpdateMode.InPlace, 422, 0)]
    [InlineData(UpdateMode.InPlace, 429, 0)]
    public async Task Storm_on_resizes_pods_are_evicted_only_where_the_change_itself_is_refused_U88(UpdateMode mode, int code, int evicted)
    {
        await using var scenario = await StartAsync(mode);
        scenario.Faults.Add(new FaultRule("patch", Resizes, new Fault.Refuse(code)));

        await scenario.RunAsync();
        Assert.Equal((0, evicted), (scenario.Resized.Count, scenario.Evicted.Count));
        Assert.Equal(4, scenario.Faults.Injected);
    }

    [Fact]
    public async Task Storm_of_expired_watches_the_same_2_pods_a_run_as_without()
    {
        await using var scenario = await StartAsync();
        using var stop = new CancellationTokenSource();
        scenario.Faults.Add(new FaultRule("watch", "pods", new Fault.ExpireWatch(AfterEvents: 1)) { Probability = 0.7 });
        await scenario.WatchPodsAsync(stop.Token);
        await scenario.RunAsync();
        Assert.Equal(2, scenario.Evicted.Count);
        await scenario.RunAsync();
        Assert.Equal(4, scenario.Evicted.Distinct(StringComparer.Ordinal).Count());
        await stop.CancelAsync();
    }

    [Fact]
    public async Task Two_updaters_with_one_lease_2_pods_by_the_leader_and_2_by_the_next()
    {
        await using var scenario = await StartAsync();
        await scenario.PrepareAsync();
        var led = new ConcurrentQueue<int>();
        CancellationTokenSource[] stops = [new(), new()];
        Task<LeadershipEnd>[] updaters = [.. stops.Select((stop, id) => CompeteAsync(scenario, id, led, stop.Token))];

        await Eventually.HoldsAsync(() => scenario.Evicted.Count == 2, "the leader has made its run");
        await scenario.PassAsync();
        var first = Assert.Single(led);
        Assert.Equal((2, 2), (scenario.Evicted.Count, scenario.Asked.Evictions));

        await scenario.PrepareAsync();
        await stops[first].CancelAsync();
        await Eventually.HoldsAsync(() => scenario.Evicted.Count == 4, "the other has made its run");
        Assert.Equal([first, 1 - first], led);

        await stops[1 - first].CancelAsync();
        await Task.WhenAll(updaters);
        Assert.Equal((4, 4), (scenario.Evicted.Count, scenario.Asked.Evictions));
        Assert.Equal(4, scenario.Evicted.Distinct(StringComparer.Ordinal).Count());
        Array.ForEach(stops, s => s.Dispose());
    }

    private static Task<LeadershipEnd> CompeteAsync(AnUpdaterScenario scenario, int id, ConcurrentQueue<int> led, CancellationToken stop)
    {
        // Leases are between processes and servers, so they go by the wall clock; the times leave room for a slow machine.
        var options = new LeaderElectionOptions
        {
            Namespace = "kube-system",
            Name = "vpa-updater",
            LeaseDuration = TimeSpan.FromSeconds(120),
            RenewDeadline = TimeSpan.FromSeconds(100),
            RetryPeriod = TimeSpan.FromMilliseconds(100),
        };
        var updater = scenario.NewUpdater();
        return new LeaderElector(scenario.Api, options, TimeProvider.System, NullLogger.Instance).LeadAsync(
            async lead =>
            {
                led.Enqueue(id);
                await updater.RunOnceAsync(lead);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, lead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            },
            stop);
    }
}
