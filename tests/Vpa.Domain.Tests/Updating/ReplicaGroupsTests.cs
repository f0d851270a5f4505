using Vpa.Domain.Policies;
using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;

namespace Vpa.Domain.Tests.Updating;

public sealed class ReplicaGroupsTests
{
    private static readonly UpdateRules Defaults = new();

    private static List<Pod> Pods(int count, string kind = "ReplicaSet", string owner = "web-1", PodPhase phase = PodPhase.Running) =>
        [.. Enumerable.Range(0, count).Select(i => AControlledPod.Named($"{owner}-{i}").OwnedBy(kind, owner).In(phase).Build())];

    private static ReplicaGroups Group(List<Pod> pods, InMemoryControllers controllers, VerticalPodAutoscaler? vpa = null, UpdateRules? rules = null) =>
        ReplicaGroups.Of(vpa ?? new AnActingVpa().Build(), pods, controllers, rules ?? Defaults);

    [Theory]
    [InlineData("ReplicationController", 8, 8)]
    [InlineData("ReplicaSet", 8, 8)]
    [InlineData("StatefulSet", 8, 8)]
    [InlineData("DaemonSet", 8, 8)]
    [InlineData("ReplicaSet", 0, null)]
    [InlineData("ReplicaSet", null, null)]
    [InlineData("DaemonSet", 0, null)]
    [InlineData("Job", 99, 3)]
    [InlineData("GameServerSet", 99, 3)]
    public void U35_configured_replicas_by_kind(string kind, int? replicas, int? expected)
    {
        var pods = Pods(3, kind, "x");
        var groups = Group(pods, new InMemoryControllers().Add(kind, "x", replicas));

        Assert.Equal(expected, groups.Find(pods[0])?.Configured);
        Assert.Equal(expected is null ? UpdateRefusal.ControllerUnknown : UpdateRefusal.None, groups.DroppedBecause(pods[0]));
    }

    [Theory]
    [InlineData("Job")]
    [InlineData("GameServerSet")]
    public void U35_kinds_without_a_count_are_never_evicted_all_at_once(string kind)
    {
        var group = Assert.Single(Group(Pods(10, kind, "x"), new InMemoryControllers()).Kept);

        Assert.Equal((10, 5L), (group.Configured, group.Tolerance));
    }

    [Fact]
    public void U35_a_missing_controller_drops_the_group()
    {
        var pods = Pods(3);

        Assert.Equal(UpdateRefusal.ControllerUnknown, Group(pods, new InMemoryControllers()).DroppedBecause(pods[0]));
    }

    [Theory]
    [InlineData(1, null, false)]
    [InlineData(2, null, true)]
    [InlineData(1, 1, true)]
    [InlineData(4, 5, false)]
    [InlineData(1, 0, true)]
    public void U34_too_few_live_pods_drop_the_group(int live, int? minReplicas, bool kept)
    {
        var vpa = minReplicas is { } min ? new AnActingVpa().WithMinReplicas(min) : new AnActingVpa();
        var pods = Pods(live);
        var groups = Group(pods, new InMemoryControllers().AddDeployment("web", 8), vpa.Build());

        Assert.Equal(kept, groups.Find(pods[0]) is not null);
        Assert.Equal(kept ? UpdateRefusal.None : UpdateRefusal.TooFewReplicas, groups.DroppedBecause(pods[0]));
    }

    [Theory]
    [InlineData(UpdateMode.InPlaceOrRecreate, true, true)]
    [InlineData(UpdateMode.InPlace, true, true)]
    [InlineData(UpdateMode.Recreate, true, false)]
    [InlineData(UpdateMode.InPlaceOrRecreate, false, false)]
    public void U34_a_small_group_is_kept_below_minimum_for_updates_in_place(UpdateMode mode, bool skip, bool kept)
    {
        var pods = Pods(1);
        var groups = Group(
            pods, new InMemoryControllers().AddDeployment("web", 1), new AnActingVpa().InMode(mode).Build(), Defaults with { InPlaceSkipDisruptionBudget = skip });

        Assert.Equal(kept ? true : null, groups.Find(pods[0])?.IsBelowMinimum);
    }

    [Fact]
    public void U34_a_boosted_pod_keeps_a_small_group_but_not_for_evictions()
    {
        var pod = AControlledPod.Named("web-1-0").Annotated(BoostAnnotations.Prefix + "app", "{}").Build();
        var groups = Group([pod], new InMemoryControllers().AddDeployment("web", 1));

        Assert.True(groups.Find(pod)!.IsBelowMinimum);
        Assert.Equal(UpdateRefusal.TooFewReplicas, EvictionEligibility.Evaluate(pod, groups, null, DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void U36_pending_pods_are_live_but_do_not_run_and_unknown_ones_do()
    {
        List<Pod> pods = [.. Pods(2), .. Pods(1, phase: PodPhase.Pending), .. Pods(1, phase: PodPhase.Unknown)];
        var group = Assert.Single(Group(pods, new InMemoryControllers().AddDeployment("web", 4)).Kept);

        Assert.Equal((4, 1, 3, 2L), (group.Configured, group.Pending, group.Running, group.Tolerance));
    }

    [Fact]
    public void U33_pods_are_grouped_by_their_first_controlling_owner()
    {
        var pod = AControlledPod.Named("p").WithOwners(
            new("v1", "Thing", "a", IsController: false), new("apps/v1", "ReplicaSet", "b", true), new("apps/v1", "ReplicaSet", "c", true)).Build();

        Assert.Equal(new WorkloadKey("shop", "ReplicaSet", "b"), ReplicaGroups.KeyOf(pod));
        Assert.Null(ReplicaGroups.KeyOf(AControlledPod.Named("p").WithOwners().Build()));
    }

    [Fact]
    public void U33_two_replica_sets_of_a_deployment_have_budgets_of_their_own()
    {
        List<Pod> pods = [.. Pods(4, owner: "web-1"), .. Pods(2, owner: "web-2")];
        var controllers = new InMemoryControllers().Add("ReplicaSet", "web-1", 4).Add("ReplicaSet", "web-2", 2);

        Assert.Equal([(4, 2L), (2, 1L)], Group(pods, controllers).Kept.Select(g => (g.Configured, g.Tolerance)));
    }
}
