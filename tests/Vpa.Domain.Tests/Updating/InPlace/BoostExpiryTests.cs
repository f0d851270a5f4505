using Vpa.Domain.Policies;
using Vpa.Domain.Updating;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;
using static Vpa.Domain.Tests.Updating.InPlace.AnInPlaceGroup;

namespace Vpa.Domain.Tests.Updating.InPlace;

public sealed class BoostExpiryTests
{
    private const string Original = """{"requests":{"cpu":"50m"},"limits":{}}""";

    private static StartupBoost Lasting(int? seconds) => new(new CpuStartupBoost(StartupBoostType.Factor, 2, null, seconds));

    [Theory]
    [InlineData(null, null, 0, true)] // no duration: over as soon as the pod is ready
    [InlineData(0, null, 0, true)]
    [InlineData(60, null, 60, false)]
    [InlineData(60, null, 61, true)]
    [InlineData(60, 30, 31, true)] // the container's own duration comes first
    [InlineData(30, 60, 31, false)]
    public void U74_a_boost_is_over_when_its_pod_has_been_ready_for_longer(int? duration, int? own, int readyFor, bool expired)
    {
        var vpa = new AnActingVpa().Build() with
        {
            StartupBoost = Lasting(duration),
            ResourcePolicy = own is null ? null : new([new ContainerPolicy { ContainerName = "*", StartupBoost = Lasting(own) }]),
        };
        var pod = Wanting().With(new PodCondition("Ready", "True", LastTransitionTime: Now.AddSeconds(-readyFor))).Build();

        Assert.Equal(expired, BoostExpiry.HasExpired(pod, vpa, "app", new(CpuStartupBoost: true), Now));
        Assert.False(BoostExpiry.HasExpired(pod with { Conditions = [new("Ready", "False", LastTransitionTime: Now.AddDays(-1))] }, vpa, "app", new(CpuStartupBoost: true), Now));
        Assert.True(BoostExpiry.HasExpired(pod, vpa, "app", new(CpuStartupBoost: false), Now), "U80: without the gate the duration is 0");
    }

    [Theory]
    [InlineData(UpdateMode.Off, true, UpdateRefusal.None)]
    [InlineData(UpdateMode.Initial, true, UpdateRefusal.None)]
    [InlineData(UpdateMode.Recreate, true, UpdateRefusal.None)]
    [InlineData(UpdateMode.InPlace, true, UpdateRefusal.None)] // also with its own gate off
    [InlineData(UpdateMode.Off, false, UpdateRefusal.UpdateMode)]
    public void U75_boosts_end_in_every_mode_while_the_gate_is_on(UpdateMode mode, bool gate, UpdateRefusal expected)
    {
        var group = new AnInPlaceGroup { Mode = mode, Vpa = static v => v.Boosting(), Rules = new() { Gates = new(CpuStartupBoost: gate) } };
        var plan = group.PlanFor(Due("web-1-x"), Satisfied("web-1-1"), Satisfied("web-1-2"));

        Assert.Equal(expected, plan.Refused.Where(r => r.Pod.Name == "web-1-x").Select(r => r.Refusal).SingleOrDefault());
        Assert.Equal(expected == UpdateRefusal.None, plan.Resizes.NextWave().Any(r => r.EndsBoost));
        Assert.Equal(0, plan.InPlaceUpdatablePods);
    }

    [Theory]
    [InlineData("waiting", UpdateRefusal.StartupBoost)]
    [InlineData("pending", UpdateRefusal.NotRunning)]
    [InlineData("resizing", UpdateRefusal.ResizeUnderWay)]
    [InlineData("not served", UpdateRefusal.ResizeNotServed)]
    [InlineData("missing replica", UpdateRefusal.BudgetSpent)]
    public void U76_otherwise_it_waits_for_the_next_run(string situation, UpdateRefusal expected)
    {
        var pod = Due("web-1-x");
        pod = situation switch
        {
            "waiting" => pod with { Conditions = [] },
            "pending" => pod with { Phase = PodPhase.Pending },
            "resizing" => pod with { Conditions = [.. pod.Conditions, new("PodResizeInProgress", "True")] },
            _ => pod,
        };
        var group = new AnInPlaceGroup { Vpa = static v => v.Boosting(), Support = situation == "not served" ? ResizeSupport.NotServed : ResizeSupport.Served };
        var plan = group.PlanFor(pod, Satisfied("web-1-1"), Satisfied("web-1-2", situation == "missing replica" ? PodPhase.Pending : PodPhase.Running));

        Assert.Contains(new RefusedPod(pod, expected), plan.Refused);
    }

    [Fact]
    public void U76_U77_the_minimum_is_waived_the_budget_is_not_and_a_failure_is_never_followed_by_eviction()
    {
        var single = new AnInPlaceGroup { Configured = 1, Vpa = static v => v.Boosting() }.PlanFor(Due("web-1-x"));
        single.Settle(Assert.Single(single.Resizes.NextWave()), disrupted: false, refused: true);
        Assert.Empty(single.Evictions.NextWave());

        var ten = new AnInPlaceGroup { Configured = 10, Vpa = static v => v.Boosting() }.PlanFor([.. Enumerable.Range(0, 10).Select(i => Due($"web-1-{i}"))]);
        Assert.Equal(5, ten.Resizes.NextWave().Count);
    }

    [Fact]
    public void U34_a_boosted_group_below_its_minimum_is_there_for_unboosting_only()
    {
        var group = new AnInPlaceGroup { Configured = 1, MinReplicas = 3, Vpa = static v => v.Boosting() };
        var plan = group.PlanFor(Due("web-1-x"), Wanting("web-1-y").Build());

        Assert.Equal([new RefusedPod(plan.Refused[0].Pod, UpdateRefusal.TooFewReplicas)], plan.Refused);
        Assert.Equal("web-1-x", Assert.Single(plan.Resizes.NextWave()).Pod.Name);
    }

    private static Pod Due(string name) => Wanting(name).Annotated("vpaCpuStartupBoost/app", Original).With(new PodCondition("Ready", "True")).Build();
}
