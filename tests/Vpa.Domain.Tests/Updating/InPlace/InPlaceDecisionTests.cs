using Vpa.Domain.Policies;
using Vpa.Domain.Updating;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;
using static Vpa.Domain.Tests.Updating.InPlace.AnInPlaceGroup;
using static Vpa.Testing.Updating.AControlledPod;

namespace Vpa.Domain.Tests.Updating.InPlace;

/// <summary>The table of section 12.1, by its row numbers, with what differs from it on purpose (U84, U89).</summary>
public sealed class InPlaceDecisionTests
{
    private const string Resize = "resize";
    private const string Evict = "evict";

    private static PodCondition Pending(string? reason) => new("PodResizePending", "True", reason);

    private static PodCondition InProgress(string? reason = null, string? message = null) => new("PodResizeInProgress", "True", reason, message);

    /// <summary>What happens first to the pod under test: a call, or the reason why there is none.</summary>
    private static string ActionOn(UpdatePlan plan, string pod = "web-1-x")
    {
        if (plan.Refused.Where(r => r.Pod.Name == pod).Select(r => r.Refusal.ToString()).SingleOrDefault() is { } refusal)
        {
            return refusal;
        }

        return plan.Resizes.NextWave().Any(r => r.Pod.Name == pod) ? Resize
            : plan.Evictions.NextWave().Any(p => p.Name == pod) ? Evict
            : nameof(UpdateRefusal.BudgetSpent);
    }

    [Theory]
    [InlineData(3, Resize)] // row 1
    [InlineData(2, nameof(UpdateRefusal.BudgetSpent))] // row 2
    public void Rows_1_2_a_pod_that_is_not_resizing_is_resized_within_the_budget(int running, string expected)
    {
        List<Pod> pods = [Wanting().Build(), .. Enumerable.Range(1, 2).Select(i => Satisfied($"web-1-{i}", i < running ? PodPhase.Running : PodPhase.Pending))];

        Assert.Equal(expected, ActionOn(new AnInPlaceGroup().PlanFor(pods)));
    }

    [Theory]
    [InlineData("Deferred", false, 299, true, nameof(UpdateRefusal.ResizeUnderWay))] // row 3
    [InlineData("Deferred", false, 300, true, nameof(UpdateRefusal.ResizeUnderWay))] // strictly more than 5 minutes
    [InlineData("Deferred", false, 301, true, Evict)] // row 4
    [InlineData("Deferred", false, 7200, false, nameof(UpdateRefusal.BudgetSpent))] // row 5
    [InlineData(null, true, 3540, true, nameof(UpdateRefusal.ResizeUnderWay))] // row 6
    [InlineData(null, true, 3600, true, nameof(UpdateRefusal.ResizeUnderWay))] // strictly more than 1 hour
    [InlineData(null, true, 3660, true, Evict)] // row 7
    [InlineData("Infeasible", false, 0, true, Evict)] // row 8
    [InlineData("Error", true, 0, true, Evict)] // row 8
    [InlineData("Odd", false, 0, true, Evict)] // row 8
    [InlineData("Odd", true, 0, true, Evict)] // row 8
    public void Rows_3_to_8_a_stuck_resize_ends_in_eviction_within_the_budget(string? reason, bool inProgress, int seconds, bool allRunning, string expected)
    {
        var group = new AnInPlaceGroup { ResizingSince = Now.AddSeconds(-seconds) };
        var pod = Wanting().With(inProgress ? InProgress(reason) : Pending(reason)).Build();

        var plan = group.PlanFor(pod, Satisfied("web-1-1"), Satisfied("web-1-2", allRunning ? PodPhase.Running : PodPhase.Pending));

        Assert.Equal(expected == Evict ? 1 : 0, plan.InPlaceUpdatablePods);
        Assert.Equal(expected, ActionOn(plan));
    }

    [Theory]
    [InlineData(false, Evict)] // row 9
    [InlineData(true, nameof(UpdateRefusal.BudgetSpent))] // row 10
    public void Rows_9_10_a_refused_resize_is_followed_by_eviction_if_budget_is_left(bool usedUp, string expected)
    {
        var plan = new AnInPlaceGroup { Configured = 5 }.PlanFor(Wanting().Build(), Wanting("web-1-y").Build(), Wanting("web-1-z").Build(), Satisfied("web-1-1"), Satisfied("web-1-2"));
        var wave = plan.Resizes.NextWave();
        plan.Settle(wave[0], disrupted: false, refused: true);
        plan.Settle(wave[1], disrupted: true, refused: false);
        if (usedUp)
        {
            plan.Settle(Assert.Single(plan.Resizes.NextWave()), disrupted: true, refused: false);
        }

        Assert.Equal(expected, plan.Evictions.NextWave().Any(p => p.Name == "web-1-x") ? Evict : nameof(UpdateRefusal.BudgetSpent));
        Assert.Equal(0, plan.EvictablePods);
    }

    [Fact]
    public void Row_11_a_pod_that_does_not_run_yet_is_neither_resized_nor_evicted() => Assert.Equal( // U91
        nameof(UpdateRefusal.NotRunning), ActionOn(new AnInPlaceGroup().PlanFor(Wanting().In(PodPhase.Pending).Build(), Satisfied("web-1-1"), Satisfied("web-1-2"))));

    [Theory]
    [InlineData(false, false, false, nameof(UpdateRefusal.TooFewReplicas))] // row 12
    [InlineData(true, false, false, Resize)] // row 13
    [InlineData(true, false, true, nameof(UpdateRefusal.TooFewReplicas))] // row 14
    [InlineData(true, true, false, nameof(UpdateRefusal.TooFewReplicas))] // U84: the minimum holds for pods that restart
    public void Rows_12_to_14_below_the_minimum_only_resizes_without_restart_and_only_when_the_operator_says_so(bool skip, bool restarts, bool infeasible, string expected)
    {
        var pod = Wanting();
        var built = (infeasible ? pod.With(Pending("Infeasible")) : pod).Build();
        built = built with { Containers = [.. built.Containers.Select(c => c with { RestartOnResizeOf = restarts ? ["memory"] : [] })] };
        var plan = new AnInPlaceGroup { Configured = 1, Rules = new() { InPlaceSkipDisruptionBudget = skip } }.PlanFor(built);

        Assert.Equal(expected, ActionOn(plan));
        foreach (var planned in plan.Resizes.Waiting)
        {
            plan.Settle(planned, disrupted: false, refused: true);
        }

        Assert.Empty(plan.Evictions.NextWave());
    }

    [Theory]
    [InlineData(false, Resize)] // row 15
    [InlineData(true, nameof(UpdateRefusal.BudgetSpent))] // row 16
    public void Rows_15_16_the_budget_is_waived_for_resizes_without_restart(bool restarts, string expected)
    {
        var pod = Wanting().Build();
        pod = pod with { Containers = [.. pod.Containers.Select(c => c with { RestartOnResizeOf = restarts ? ["cpu"] : [] })] };

        Assert.Equal(expected, ActionOn(new AnInPlaceGroup { Rules = new() { InPlaceSkipDisruptionBudget = true } }
            .PlanFor(pod, Satisfied("web-1-1"), Satisfied("web-1-2", PodPhase.Pending))));
    }

    [Fact]
    public void A_resize_that_was_waived_the_budget_fails_without_an_eviction_below_the_minimum()
    {
        var plan = new AnInPlaceGroup { Configured = 1, Rules = new() { InPlaceSkipDisruptionBudget = true } }.PlanFor(Wanting().Build());
        plan.Settle(Assert.Single(plan.Resizes.NextWave()), disrupted: false, refused: true);

        Assert.Empty(plan.Evictions.NextWave());
    }

    [Theory]
    [InlineData(true, Resize)] // row 17
    [InlineData(false, nameof(UpdateRefusal.BudgetSpent))] // row 18: here the budget holds (U89)
    public void Rows_17_18_in_place_only(bool allRunning, string expected) => Assert.Equal(expected, ActionOn(new AnInPlaceGroup { Mode = UpdateMode.InPlace }
        .PlanFor(Wanting().Build(), Satisfied("web-1-1"), Satisfied("web-1-2", allRunning ? PodPhase.Running : PodPhase.Pending))));

    [Theory]
    [InlineData("Deferred", false)]
    [InlineData(null, true)]
    [InlineData("Error", true)]
    [InlineData("Odd", true)]
    public void Row_19_a_resize_under_way_is_not_sent_again_but_may_be_superseded_and_never_ends_in_eviction(string? reason, bool inProgress)
    {
        var group = new AnInPlaceGroup { Mode = UpdateMode.InPlace, ResizingSince = Now.AddDays(-2) };
        var pod = Named("web-1-x").Requesting("500m", null).ActuallyRequesting("100m", null).With(inProgress ? InProgress(reason) : Pending(reason)).Build();

        Assert.Equal(nameof(UpdateRefusal.ResizeUnderWay), ActionOn(group.PlanFor(pod, Satisfied("web-1-1"), Satisfied("web-1-2"))));
        var superseded = (group with { Recommended = "300m" }).PlanFor(pod, Satisfied("web-1-1"), Satisfied("web-1-2"));
        Assert.Contains(superseded.Resizes.Waiting, r => r.Pod.Name == "web-1-x");
        Assert.Empty(superseded.Evictions.Waiting);
    }

    [Theory]
    [InlineData("4", "4", nameof(UpdateRefusal.ResizeInfeasible))] // rows 20 and 21
    [InlineData("4", "5", nameof(UpdateRefusal.ResizeInfeasible))]
    [InlineData("4", "1500m", Resize)] // row 22
    public void Rows_20_to_22_what_was_infeasible_is_not_tried_again_before_something_is_lower(string attempted, string recommended, string expected)
    {
        var attempt = InfeasibleAttempt.OfSpecification(Named("a").Requesting(attempted, null).Build());
        var plan = new AnInPlaceGroup { Mode = UpdateMode.InPlace, Attempt = attempt, Recommended = recommended }
            .PlanFor(Wanting().Build(), Satisfied("web-1-1"), Satisfied("web-1-2"));

        Assert.Equal(expected, ActionOn(plan));
    }

    [Fact]
    public void Row_23_a_refused_resize_never_ends_in_eviction_in_place_only()
    {
        var plan = new AnInPlaceGroup { Mode = UpdateMode.InPlace }.PlanFor(Wanting().Build(), Satisfied("web-1-1"), Satisfied("web-1-2"));
        plan.Settle(Assert.Single(plan.Resizes.NextWave()), disrupted: false, refused: true);

        Assert.Empty(plan.Evictions.NextWave());
    }

    [Theory]
    [InlineData(UpdateMode.InPlace, false, ResizeSupport.Served, nameof(UpdateRefusal.UpdateMode))] // row 24
    [InlineData(UpdateMode.InPlace, true, ResizeSupport.NotServed, nameof(UpdateRefusal.ResizeNotServed))]
    [InlineData(UpdateMode.InPlace, true, ResizeSupport.Unknown, nameof(UpdateRefusal.ResizeNotServed))]
    [InlineData(UpdateMode.InPlaceOrRecreate, false, ResizeSupport.NotServed, Evict)]
    [InlineData(UpdateMode.InPlaceOrRecreate, false, ResizeSupport.Unknown, nameof(UpdateRefusal.ResizeNotServed))]
    [InlineData(UpdateMode.InPlaceOrRecreate, false, ResizeSupport.Served, Resize)]
    [InlineData(UpdateMode.Recreate, false, ResizeSupport.Served, Evict)]
    public void Row_24_gate_and_server_decide_about_the_way(UpdateMode mode, bool gate, ResizeSupport support, string expected) =>
        Assert.Equal(expected, ActionOn(new AnInPlaceGroup { Mode = mode, Support = support, Rules = new() { Gates = new(InPlace: gate) } }
            .PlanFor(Wanting("web-1-x").Build(), Satisfied("web-1-1"), Satisfied("web-1-2"))));

    [Fact]
    public void U67_U72_eviction_requirements_and_acceptance_also_hold_for_resizes_and_for_the_way_out_of_a_stuck_one()
    {
        var never = new EvictionRequirement(["cpu"], ChangeRequirement.TargetLowerThanRequests);
        var group = new AnInPlaceGroup { Vpa = v => v.Requiring(never) };
        var pod = Named("web-1-x").Requesting("100m", "1Gi");

        Assert.Equal(nameof(UpdateRefusal.EvictionRequirements), ActionOn(group.PlanFor(pod.Build(), Satisfied("web-1-1"), Satisfied("web-1-2"))));
        var stuckInRange = Named("web-1-x").Requesting("500m", null).StartedAt(Now.AddHours(-11)).With(Pending("Infeasible")).Build();
        Assert.Equal(nameof(UpdateRefusal.TooYoung), ActionOn(new AnInPlaceGroup().PlanFor(stuckInRange, Satisfied("web-1-1"), Satisfied("web-1-2"))));
    }
}
