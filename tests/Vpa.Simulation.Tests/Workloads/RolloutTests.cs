using System.Text.Json;
using CsCheck;
using Vpa.Simulation.Objects;
using Vpa.Simulation.Workloads;

namespace Vpa.Simulation.Tests.Workloads;

public sealed class RolloutTests
{
    private static readonly Gen<RollingUpdate> Bounds = Gen.Select(Gen.Int[0, 100], Gen.Int[0, 100], (surge, unavailable) => new RollingUpdate
    {
        MaxSurge = JsonSerializer.SerializeToElement($"{surge}%"),
        MaxUnavailable = JsonSerializer.SerializeToElement($"{unavailable}%"),
    });

    /// <summary>A rollout from any state, in which pods become available one by one, keeps its bounds and comes to its end.</summary>
    [Fact]
    public void A_rolling_update_keeps_its_bounds_and_ends() => Gen.Select(Gen.Int[0, 30], Bounds, Gen.Int[1, 5]).Sample((replicas, bounds, pace) =>
    {
        var strategy = new DeploymentStrategy { Type = "RollingUpdate", RollingUpdate = bounds };
        var surge = Rollout.Bound(bounds.MaxSurge, replicas, roundUp: true);
        var unavailable = Rollout.Bound(bounds.MaxUnavailable, replicas, roundUp: false);
        var floor = replicas - (surge + unavailable == 0 ? 1 : unavailable);
        var (current, old, available) = (0, replicas, 0);
        for (var turn = 0; turn < 500; turn++)
        {
            var plan = Rollout.Plan(replicas, strategy, new("new", current, available, current), [new("old", old, old, old)]);
            Assert.True(plan.NewReplicas + old <= Math.Max(replicas + surge, current + old), "surge");
            Assert.True(available + plan.OldReplicas["old"] >= Math.Min(floor, available + old), "availability");
            (current, old) = (plan.NewReplicas, plan.OldReplicas["old"]);
            available = Math.Min(current, available + pace);
            if (current == replicas && old == 0)
            {
                return;
            }
        }

        Assert.Fail($"not finished: {current} new, {old} old");
    });

    [Fact]
    public void Pods_that_never_became_available_are_replaced_without_waiting()
    {
        var plan = Rollout.Plan(4, null, new("new", 1, 0, 1), [new("old", 4, 0, 4)]);
        Assert.True(plan.OldReplicas["old"] < 4);
    }

    [Fact]
    public void Recreate_waits_until_the_last_old_pod_is_gone()
    {
        var strategy = new DeploymentStrategy { Type = "Recreate" };
        Assert.Equal((0, 0), Both(Rollout.Plan(3, strategy, null, [new("old", 3, 3, 3)])));
        Assert.Equal((0, 0), Both(Rollout.Plan(3, strategy, null, [new("old", 0, 0, 1)])));
        Assert.Equal((3, 0), Both(Rollout.Plan(3, strategy, null, [new("old", 0, 0, 0)])));
    }

    [Fact]
    public void Scaling_down_needs_no_room() =>
        Assert.Equal(2, Rollout.Plan(2, null, new("new", 5, 5, 5), []).NewReplicas);

    [Theory]
    [InlineData("25%", 10, true, 3)]
    [InlineData("25%", 10, false, 2)]
    [InlineData("100%", 7, true, 7)]
    [InlineData("0%", 7, true, 0)]
    public void Percentages_are_rounded_the_way_that_keeps_more_pods(string text, int replicas, bool up, int expected) =>
        Assert.Equal(expected, Rollout.Bound(JsonSerializer.SerializeToElement(text), replicas, up));

    private static (int New, int Old) Both(RolloutPlan plan) => (plan.NewReplicas, plan.OldReplicas["old"]);
}
