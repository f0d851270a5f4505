using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Tests.Updating;

/// <summary>Resizes that are accepted, deferred, infeasible and stuck, each with the number of pods touched.</summary>
public sealed class InPlaceScenarioTests
{
    private static string CpuOf(Pod pod) => pod.ResourcesOf(pod.Containers[0]).Requests![ResourceNames.Cpu].ToString();

    [Theory]
    [InlineData(UpdateMode.InPlaceOrRecreate)]
    [InlineData(UpdateMode.InPlace)]
    public async Task Accepted_four_pods_are_resized_two_a_run_and_none_is_replaced(UpdateMode mode)
    {
        await using var scenario = await AnUpdaterScenario.StartAsync(mode, replicas: 4, nodeCpu: "8");
        var before = scenario.ListPods().Select(p => p.Uid).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(2, (await scenario.RunAsync()).Count(p => CpuOf(p) == "700m"));
        Assert.Equal(4, (await scenario.RunAsync()).Count(p => CpuOf(p) == "700m"));
        var pods = await scenario.RunAsync();

        Assert.Equal((4, 0), (scenario.Resized.Count, scenario.Evicted.Count));
        Assert.Equal(before, pods.Select(p => p.Uid).Order(StringComparer.Ordinal));
        Assert.All(pods, p => Assert.Equal(("true", "1400m", 0), (p.Annotations!["vpaInPlaceUpdated"], p.ResourcesOf(p.Containers[0]).Limits![ResourceNames.Cpu].ToString(), p.ContainerStatuses[0].RestartCount)));
    }

    [Theory]
    [InlineData(UpdateMode.InPlaceOrRecreate, 1)]
    [InlineData(UpdateMode.InPlace, 0)]
    public async Task Deferred_a_resize_without_room_ends_in_eviction_after_more_than_five_minutes_or_waits(UpdateMode mode, int evicted)
    {
        await using var scenario = await AnUpdaterScenario.StartAsync(mode, replicas: 2, nodeCpu: "1200m");
        for (var run = 0; run < 7; run++)
        {
            await scenario.RunAsync();
        }

        // Sent at 0 min and 1 min; the second one is first seen deferred at 2 min, and stuck after 7 min.
        Assert.Equal((2, 0), (scenario.Resized.Count, scenario.Evicted.Count));
        await scenario.RunAsync();
        Assert.Equal((2, 0), (scenario.Resized.Count, scenario.Evicted.Count));
        await scenario.RunAsync();
        Assert.Equal((2, evicted), (scenario.Resized.Count, scenario.Evicted.Count));
    }

    [Fact]
    public async Task Infeasible_in_place_only_is_tried_once_a_pod_and_skipped_until_something_is_lower()
    {
        await using var scenario = await AnUpdaterScenario.StartAsync(UpdateMode.InPlace, replicas: 2, nodeCpu: "2");
        scenario.Recommended = "3";
        for (var run = 0; run < 10; run++)
        {
            await scenario.RunAsync();
        }

        Assert.Equal((2, 0), (scenario.Resized.Count, scenario.Evicted.Count));
        Assert.Equal(9 + 8, scenario.Skipped.Count);

        scenario.Recommended = "500m";
        await scenario.RunAsync();
        Assert.All(await scenario.RunAsync(), p => Assert.Equal("500m", CpuOf(p)));
        Assert.Equal((4, 0), (scenario.Resized.Count, scenario.Evicted.Count));
    }

    [Fact]
    public async Task Infeasible_with_fall_back_is_evicted_as_soon_as_no_resize_takes_the_budget()
    {
        await using var scenario = await AnUpdaterScenario.StartAsync(UpdateMode.InPlaceOrRecreate, replicas: 2, nodeCpu: "2");
        scenario.Recommended = "3";
        var tried = scenario.ListPods().Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        await scenario.RunAsync();
        Assert.Equal((1, 0), (scenario.Resized.Count, scenario.Evicted.Count));

        // The other pod's resize takes the budget of this run, and proves infeasible too (U16: resizes come before evictions).
        await scenario.RunAsync();
        Assert.Equal((2, 0), (scenario.Resized.Count, scenario.Evicted.Count));

        await scenario.RunAsync();
        Assert.Single(scenario.Evicted, tried.Contains);
    }

    [Theory]
    [InlineData(UpdateMode.InPlaceOrRecreate, 1)]
    [InlineData(UpdateMode.InPlace, 0)]
    public async Task Stuck_a_resize_in_progress_ends_in_eviction_after_more_than_an_hour_or_waits(UpdateMode mode, int evicted)
    {
        await using var scenario = await AnUpdaterScenario.StartAsync(mode, replicas: 2, nodeCpu: "8");
        foreach (var pod in await scenario.RunAsync(kubeletWorks: false))
        {
            if (scenario.Resized.Contains(pod.Name))
            {
                await scenario.ReportInProgressAsync(pod);
            }
        }

        for (var minute = 0; minute <= 60; minute++)
        {
            await scenario.RunAsync(kubeletWorks: false);
        }

        Assert.Empty(scenario.Evicted);
        await scenario.RunAsync(kubeletWorks: false);
        Assert.Equal(evicted, scenario.Evicted.Count);
    }

    [Theory]
    [InlineData(UpdateMode.InPlaceOrRecreate, 2)]
    [InlineData(UpdateMode.InPlace, 0)]
    public async Task Not_served_pods_are_evicted_where_the_mode_allows_it(UpdateMode mode, int evicted)
    {
        await using var scenario = await AnUpdaterScenario.StartAsync(mode, replicas: 4, nodeCpu: "8", servesResize: false);
        await scenario.RunAsync();

        Assert.Equal((0, evicted), (scenario.Resized.Count, scenario.Evicted.Count));
    }
}
