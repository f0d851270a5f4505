using Vpa.Domain.Policies;
using Vpa.Recommender.Tests.World;
using Vpa.Testing;

namespace Vpa.Recommender.Tests;

public sealed class HistoryTests
{
    [Fact]
    public async Task A_restart_at_any_turn_changes_no_recommendation()
    {
        var (steady, killed) = (Web(), Web());
        await using var twin = await Running.StartAsync(steady);
        var restarted = await Running.StartAsync(killed);
        var random = new Random(7);
        for (var turn = 0; turn < 60; turn++)
        {
            // Steps of up to 9 hours, so that memory windows end in between.
            var step = TimeSpan.FromMinutes(random.Next(1, 540));
            foreach (var cluster in new[] { steady, killed })
            {
                cluster.Using("web-1-0", $"{50 + (turn * 37 % 900)}m", $"{80 + (turn * 61 % 700)}Mi");
            }

            await twin.TurnAsync(step);
            await restarted.TurnAsync(step);
            Assert.Equal(Running.Recommended(steady["web"]), Running.Recommended(killed["web"]));

            // No orderly end: only what was stored is left.
            restarted = await Running.StartAsync(killed);
        }

        Assert.Equal(steady.Store.Stored.Values, killed.Store.Stored.Values);
    }

    [Fact]
    public async Task New_labels_and_a_new_revision_keep_the_history() // unlike R53, R55 and Q7 of R58, which go by labels
    {
        var cluster = Web().Using("web-1-0", "400m", "600Mi");
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        var before = Running.Recommended(cluster["web"]);

        cluster.DeletePod("web-1-0");
        cluster.WithDeployment("web", hash: "2");
        cluster.Put(APod.Named("web-2-0").OwnedBy("ReplicaSet", "web-2").Requesting("50m").Labelled(("version", "2")));
        await recommender.TurnAsync();

        Assert.Equal(before, Running.Recommended(cluster["web"]));
        Assert.Single(cluster.Store.Stored);
    }

    [Fact]
    public async Task A_failed_look_up_keeps_the_recommendation_and_goes_on_counting() // R62, unlike Q8
    {
        var cluster = Web().Using("web-1-0", "400m", "600Mi");
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        var status = cluster["web"].Status;

        cluster.Controllers.IsFailing = true;
        await recommender.TurnAsync();
        Assert.Equal(status, cluster["web"].Status);
        Assert.Equal(2, Assert.Single(cluster.Store.Stored.Values).SampleCount);

        cluster.Controllers.IsFailing = false;
        await recommender.TurnAsync();
        Assert.Equal(3, Assert.Single(cluster.Store.Stored.Values).SampleCount);
    }

    [Fact]
    public async Task A_pod_whose_owner_cannot_be_looked_up_at_first_counts_as_soon_as_it_can()
    {
        var cluster = Web().Using("web-1-0", "400m", "600Mi");
        cluster.Controllers.IsFailing = true;
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        Assert.Empty(cluster.Store.Stored);

        cluster.Controllers.IsFailing = false;
        await recommender.TurnAsync();
        Assert.Equal("cpu: 476m, memory: 764046746", Running.Recommended(cluster["web"]).Target);
    }

    [Fact]
    public async Task A_vanished_target_takes_the_recommendation_but_not_the_history() // R97, R109
    {
        var cluster = Web().Using("web-1-0", "400m", "600Mi");
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        var before = Running.Recommended(cluster["web"]);

        cluster.DeletePod("web-1-0");
        cluster.Controllers.Remove(new("default", "Deployment", "web"));
        await recommender.TurnAsync(TimeSpan.FromHours(5));
        Assert.Empty(cluster["web"].Status.Recommendation!.Containers);
        Assert.Equal(
            ("True", "Cannot read targetRef. Reason: Deployment default/web does not exist"),
            (cluster["web"].Status.Condition(VpaConditionTypes.ConfigUnsupported)!.Status, cluster["web"].Status.Condition(VpaConditionTypes.ConfigUnsupported)!.Message));
        Assert.Equal("True", cluster["web"].Status.Condition(VpaConditionTypes.NoPodsMatched)!.Status);

        cluster.WithControllers("web");
        await recommender.TurnAsync();
        Assert.Equal(before, Running.Recommended(cluster["web"]));
        Assert.Null(cluster["web"].Status.Condition(VpaConditionTypes.ConfigUnsupported));
    }

    [Fact]
    public async Task History_outlives_the_VPA()
    {
        var cluster = Web().Using("web-1-0", "400m", "600Mi");
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        var before = Running.Recommended(cluster["web"]);

        cluster.DeleteVpa("web");
        cluster.IsUsageUnavailable = true;
        await recommender.TurnAsync(TimeSpan.FromHours(2));
        cluster.With(AVpa.Named("web").Targeting("Deployment", "web"));
        await recommender.TurnAsync();
        Assert.Equal(before, Running.Recommended(cluster["web"]));
    }

    [Fact]
    public async Task History_of_a_dead_workload_goes_after_eight_days_from_memory_and_store() // R69, R70
    {
        var cluster = Web().Using("web-1-0", "400m", "600Mi");
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        cluster.DeletePod("web-1-0");
        await recommender.TurnAsync(TimeSpan.FromDays(7.9));
        Assert.Single(cluster.Store.Stored);

        await recommender.TurnAsync(TimeSpan.FromHours(3));
        await recommender.TurnAsync();
        Assert.Empty(cluster.Store.Stored);
        Assert.Empty(cluster["web"].Status.Recommendation!.Containers);
    }

    [Fact]
    public async Task A_collected_history_begins_anew_with_the_next_sample() // R57, unlike Q6
    {
        var cluster = Web().Using("web-1-0", "400m", "600Mi");
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        cluster.IsUsageUnavailable = true;
        await recommender.TurnAsync(TimeSpan.FromDays(9));
        await recommender.TurnAsync();
        Assert.Empty(cluster.Store.Stored);

        cluster.IsUsageUnavailable = false;
        cluster.Using("web-1-0", "100m", "100Mi");
        await recommender.TurnAsync();
        Assert.Equal("cpu: 126m, memory: 250Mi", Running.Recommended(cluster["web"]).Target);
    }

    [Fact]
    public async Task Windows_of_pods_that_are_gone_are_dropped()
    {
        var cluster = new Cluster().WithDeployment("web", replicas: 2).With(AVpa.Named("web").Targeting("Deployment", "web"));
        cluster.Using("web-1-0", "100m", "100Mi").Using("web-1-1", "100m", "100Mi");
        await using (var first = await Running.StartAsync(cluster))
        {
            await first.TurnAsync();
            Assert.Equal(["web-1-0", "web-1-1"], Assert.Single(cluster.Store.Stored.Values).Windows.Select(w => w.Pod));
        }

        cluster.DeletePod("web-1-0");
        await using var second = await Running.StartAsync(cluster);
        await second.TurnAsync();
        await second.TurnAsync();
        Assert.Equal(["web-1-1"], Assert.Single(cluster.Store.Stored.Values).Windows.Select(w => w.Pod));
    }

    [Fact]
    public async Task A_pod_counts_for_its_topmost_controller_and_for_lower_owners_that_are_targeted() // R60, R110, unlike R109
    {
        var cluster = Web().Using("web-1-0", "400m", "600Mi");
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        Assert.Equal(["Deployment"], KindsStored(cluster));

        cluster.With(AVpa.Named("revision").Targeting("ReplicaSet", "web-1"));
        await recommender.TurnAsync();
        Assert.Equal(["Deployment", "ReplicaSet"], KindsStored(cluster));
        Assert.Equal("cpu: 476m, memory: 764046746", Running.Recommended(cluster["revision"]).Target);
        Assert.Null(cluster["revision"].Status.Condition(VpaConditionTypes.ConfigUnsupported));
    }

    [Fact]
    public async Task The_memory_saver_keeps_histories_of_targeted_workloads_only() // R115
    {
        var cluster = Web().WithDeployment("api").Using("web-1-0", "400m", "600Mi").Using("api-1-0", "400m", "600Mi");
        await using var recommender = await Running.StartAsync(cluster, new() { MemorySaver = true });
        await recommender.TurnAsync();
        Assert.Equal("web", Assert.Single(cluster.Store.Stored.Keys).Workload.Name);
    }

    [Fact]
    public async Task Owners_are_climbed_from_once_a_cycle_not_once_a_pod()
    {
        var cluster = new Cluster().WithDeployment("web", replicas: 500).With(AVpa.Named("web").Targeting("Deployment", "web"));
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        Assert.InRange(cluster.Controllers.Lookups.Values.Sum(), 1, 5);
    }

    private static Cluster Web() => new Cluster().WithDeployment("web").With(AVpa.Named("web").Targeting("Deployment", "web"));

    private static IEnumerable<string> KindsStored(Cluster cluster) => cluster.Store.Stored.Keys.Select(k => k.Workload.Kind).Order(StringComparer.Ordinal);
}
