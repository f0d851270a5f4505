using Vpa.Domain.Policies;
using Vpa.Domain.Tests.Updating.InPlace;
using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;
using static Vpa.Domain.Tests.Updating.InPlace.AnInPlaceGroup;

namespace Vpa.Domain.Tests.Updating.Tables;

/// <summary>Sections 5 and 15 of the updater's specification: whether a pod can be evicted now, in the order of the questions (U34, U85, U109).</summary>
public sealed class EvictionTableTests
{
    /// <summary>
    /// U109: three replicas, one of them under test. Each row answers all questions, so that the rows tell which comes first; a group below its
    /// minimum is asked about before the phase (see <see cref="UpdateRefusal.TooFewReplicas"/> and U34).
    /// </summary>
    [Theory]
    [InlineData(Group.Dropped, true, null, true, UpdateRefusal.TooFewReplicas)] // 1: no group, whatever the rest
    [InlineData(Group.Dropped, false, "Infeasible", true, UpdateRefusal.TooFewReplicas)]
    [InlineData(Group.Kept, true, null, false, UpdateRefusal.None)] // 2: pending, whatever the budget
    [InlineData(Group.Kept, true, "Deferred", false, UpdateRefusal.None)]
    [InlineData(Group.BelowMinimum, false, null, true, UpdateRefusal.TooFewReplicas)] // 3: below minimum
    [InlineData(Group.BelowMinimum, false, "Infeasible", true, UpdateRefusal.TooFewReplicas)]
    [InlineData(Group.BelowMinimum, true, null, true, UpdateRefusal.TooFewReplicas)] // not even a pending one: the minimum is waived for resizes only
    [InlineData(Group.Kept, false, "Deferred", true, UpdateRefusal.ResizeUnderWay)] // 4: resizing and not stuck
    [InlineData(Group.Kept, false, "Deferred", false, UpdateRefusal.ResizeUnderWay)]
    [InlineData(Group.Kept, false, "Infeasible", true, UpdateRefusal.None)] // 4: stuck
    [InlineData(Group.Kept, false, "Infeasible", false, UpdateRefusal.BudgetSpent)] // U85: never stuck without budget
    [InlineData(Group.Kept, false, null, true, UpdateRefusal.None)] // 5: by the budget
    [InlineData(Group.Kept, false, null, false, UpdateRefusal.BudgetSpent)]
    public void U109_whether_a_pod_can_be_evicted_now(Group kind, bool pending, string? resize, bool hasBudget, UpdateRefusal expected)
    {
        var group = new AnInPlaceGroup
        {
            MinReplicas = kind == Group.Kept ? null : 4,
            Rules = new() { InPlaceSkipDisruptionBudget = kind == Group.BelowMinimum },
            ResizingSince = Now.AddMinutes(-4),
        };
        var pod = Wanting().In(pending ? PodPhase.Pending : PodPhase.Running);
        pod = resize is null ? pod : pod.With(new PodCondition("PodResizePending", "True", resize));

        Assert.Equal(expected, group.EvictionOf(pod.Build(), Satisfied("web-1-1"), Satisfied("web-1-2", hasBudget ? PodPhase.Running : PodPhase.Pending)));
    }

    /// <summary>U34: what keeps a group that has fewer live pods than required, and for what.</summary>
    [Theory]
    [InlineData(false, false, UpdateMode.InPlaceOrRecreate, false, false)]
    [InlineData(false, true, UpdateMode.Recreate, false, false)]
    [InlineData(false, true, UpdateMode.InPlaceOrRecreate, true, true)]
    [InlineData(false, true, UpdateMode.InPlace, true, true)]
    [InlineData(true, false, UpdateMode.Recreate, true, false)]
    [InlineData(true, false, UpdateMode.InPlaceOrRecreate, true, false)]
    [InlineData(true, true, UpdateMode.InPlaceOrRecreate, true, true)]
    public void U34_a_group_below_its_minimum(bool boosted, bool skipBudget, UpdateMode mode, bool unboosts, bool resizes)
    {
        var group = new AnInPlaceGroup
        {
            Mode = mode,
            MinReplicas = 3,
            Configured = 2,
            Rules = new() { InPlaceSkipDisruptionBudget = skipBudget, Gates = new(CpuStartupBoost: true, InPlace: true) },
            Vpa = static v => v.Boosting(),
        };
        var due = Wanting("web-1-b").Annotated("vpaCpuStartupBoost/app", """{"requests":{"cpu":"50m"}}""").With(new PodCondition("Ready", "True"));
        var plan = group.PlanFor(Wanting().Build(), boosted ? due.Build() : Satisfied("web-1-1"));
        var wave = plan.Resizes.NextWave();

        Assert.Equal(boosted && unboosts, wave.Any(r => r.EndsBoost));
        Assert.Equal(resizes, wave.Any(r => r.Pod.Name == "web-1-x"));
        Assert.Empty(plan.Evictions.NextWave());
    }

    /// <summary>U85: when a resize is stuck, for each status and both sides of each limit; the budget is a question of its own (U109).</summary>
    [Theory]
    [InlineData("PodResizePending", "Deferred", null, 300, false)]
    [InlineData("PodResizePending", "Deferred", null, 301, true)]
    [InlineData("PodResizePending", "Infeasible", null, 0, true)]
    [InlineData("PodResizePending", "Else", null, 0, true)]
    [InlineData("PodResizePending", null, null, 0, true)]
    [InlineData("PodResizeInProgress", null, null, 3600, false)]
    [InlineData("PodResizeInProgress", null, null, 3601, true)]
    [InlineData("PodResizeInProgress", "Error", null, 0, true)]
    [InlineData("PodResizeInProgress", "Else", null, 0, true)]
    [InlineData("PodResizeInProgress", null, "a message", 0, true)]
    public void U82_U85_when_a_resize_is_stuck(string type, string? reason, string? message, int seconds, bool stuck)
    {
        var pod = Wanting().With(new PodCondition(type, "True", reason, message)).Build();

        Assert.Equal(stuck, ResizeProgress.IsStuck(ResizeProgress.Of(pod), Now.AddSeconds(-seconds), Now));
    }

    public enum Group
    {
        Kept,
        Dropped,
        BelowMinimum,
    }
}
