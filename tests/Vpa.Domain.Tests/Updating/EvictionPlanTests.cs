using CsCheck;
using Vpa.Domain.Policies;
using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;
using static Vpa.Testing.Updating.AControlledPod;

namespace Vpa.Domain.Tests.Updating;

public sealed class EvictionPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Gen<PodPhase> Phases = Gen.Frequency((6, Gen.Const(PodPhase.Running)), (1, Gen.Const(PodPhase.Pending)), (1, Gen.Const(PodPhase.Unknown)));

    private static AnActingVpa Wanting(string cpu) => new AnActingVpa().Recommending(Recommended(cpu, null, List(cpu, null), List(cpu, null)));

    private static UpdatePlan Plan(
        VerticalPodAutoscaler vpa, IReadOnlyList<Pod> pods, IControllerDirectory controllers, UpdateRules? rules = null, DateTimeOffset? resizingSince = null) =>
        UpdatePlanning.PlanFor(vpa, pods, new UpdateContext
        {
            Rules = rules ?? new UpdateRules(),
            Directory = controllers,
            Now = Now,
            Process = static (v, _) => v.Status.Recommendation,
            ResizingSince = _ => resizingSince,
        });

    private static List<Pod> Pods(int count, string cpu = "100m") =>
        [.. Enumerable.Range(0, count).Select(i => Named($"web-1-{i}").Requesting(cpu, null).Build())];

    [Fact]
    public void U62_U70_the_most_urgent_pods_of_a_group_go_first_as_far_as_the_budget_goes()
    {
        string[] requests = ["450m", "200m", "700m", "300m"];
        var pods = requests.Select((r, i) => Named($"web-1-{i}").Requesting(r, null).Build()).ToList();
        var plan = Plan(Wanting("500m").Build(), pods, new InMemoryControllers().AddDeployment("web", 4));

        Assert.Equal(4, plan.EvictablePods);
        Assert.Equal(["web-1-1", "web-1-3"], plan.Evictions.NextWave().Select(p => p.Name));
        Assert.Equal(["web-1-0", "web-1-2"], plan.Evictions.Waiting.Select(p => p.Name));
        Assert.Empty(plan.Evictions.NextWave());
    }

    [Fact]
    public void U113_an_eviction_that_did_not_happen_leaves_its_place_to_the_next_pod() // U110
    {
        var plan = Plan(Wanting("500m").Build(), Pods(3), new InMemoryControllers().AddDeployment("web", 3));
        var names = new List<string>();
        for (var wave = plan.Evictions.NextWave(); wave.Count > 0; wave = plan.Evictions.NextWave())
        {
            names.Add(Assert.Single(wave).Name);
            plan.Evictions.Settle(wave[0], disrupted: names.Count == 2);
        }

        Assert.Equal(["web-1-0", "web-1-1"], names);
        Assert.Equal(1, Assert.Single(plan.Evictions.Groups).Evicted);
    }

    [Fact]
    public void U109_U112_pods_that_do_not_run_yet_go_whatever_the_budget_and_cost_none()
    {
        List<Pod> pods = [.. Enumerable.Range(0, 3).Select(i => Named($"web-1-p{i}").In(PodPhase.Pending).Requesting("100m", null).Build()), .. Pods(1)];
        var plan = Plan(Wanting("500m").Build(), pods, new InMemoryControllers().AddDeployment("web", 4));

        Assert.Equal(["web-1-p0", "web-1-p1", "web-1-p2"], plan.Evictions.NextWave().Select(p => p.Name));
        Assert.Equal([UpdateRefusal.BudgetSpent], plan.Refused.Select(r => r.Refusal));
    }

    [Theory]
    [InlineData("Deferred", 301, UpdateRefusal.None)]
    [InlineData("Deferred", 299, UpdateRefusal.ResizeUnderWay)]
    [InlineData("Infeasible", 0, UpdateRefusal.None)]
    public void U109_a_pod_that_is_resizing_goes_exactly_when_it_is_stuck(string reason, int seconds, UpdateRefusal expected)
    {
        List<Pod> pods = [Named("web-1-r").Requesting("100m", null).With(new PodCondition("PodResizePending", "True", reason)).Build(), .. Pods(2, "500m")];
        var plan = Plan(Wanting("500m").Build(), pods, new InMemoryControllers().AddDeployment("web", 3), resizingSince: Now.AddSeconds(-seconds));

        Assert.Equal(expected, plan.Refused.Where(r => r.Pod.Name == "web-1-r").Select(r => r.Refusal).SingleOrDefault());
        Assert.Equal(expected == UpdateRefusal.None ? 1 : 0, plan.EvictablePods);
    }

    [Theory]
    [InlineData(UpdateMode.Recreate, 1)]
    [InlineData(UpdateMode.Auto, 1)]
    [InlineData(UpdateMode.InPlaceOrRecreate, 1)]
    [InlineData(UpdateMode.InPlace, 0)]
    [InlineData(UpdateMode.Off, 0)]
    [InlineData(UpdateMode.Initial, 0)]
    [InlineData(UpdateMode.Unknown, 0)]
    public void U22_U114_only_modes_that_recreate_evict(UpdateMode mode, int evicted) =>
        Assert.Equal(evicted, Plan(Wanting("500m").InMode(mode).Boosting().Build(), Pods(3), new InMemoryControllers().AddDeployment("web", 3)).Evictions.NextWave().Count);

    [Theory]
    [InlineData(true, true, UpdateRefusal.StartupBoost)]
    [InlineData(true, false, UpdateRefusal.None)]
    [InlineData(false, true, UpdateRefusal.None)]
    public void U69_boosted_pods_sit_out_while_gate_and_vpa_ask_for_boosts(bool gate, bool boosting, UpdateRefusal expected)
    {
        List<Pod> pods = [Named("web-1-b").Requesting("100m", null).Annotated(BoostAnnotations.Prefix + "app", "{}").Build(), .. Pods(2)];
        var vpa = boosting ? Wanting("500m").Boosting() : Wanting("500m");
        var plan = Plan(vpa.Build(), pods, new InMemoryControllers().AddDeployment("web", 3), new UpdateRules { Gates = new(CpuStartupBoost: gate) });

        Assert.Equal(expected, plan.Refused.Where(r => r.Pod.Name == "web-1-b").Select(r => r.Refusal).SingleOrDefault());
    }

    [Fact]
    public void Settling_what_is_not_under_way_is_refused()
    {
        var pods = Pods(3);
        var plan = Plan(Wanting("500m").Build(), pods, new InMemoryControllers().AddDeployment("web", 3));

        Assert.Throws<InvalidOperationException>(() => plan.Evictions.Settle(pods[0], disrupted: true));
    }

    /// <summary>
    /// The law of the budget (U38): whatever pods there are and however evictions end, what is gone, going or possibly gone of a group never
    /// exceeds what its tolerance leaves, but for the one pod of a full group without tolerance.
    /// </summary>
    [Fact]
    public void Law_never_more_disruptions_than_the_budget_allows() =>
        Gen.Select(Gen.Int[0, 12], Gen.Double[0, 1.2], Gen.Int[0, 4], Phases.Array[0, 14], Gen.Bool.Array[40])
            .Sample((configured, tolerance, minReplicas, phases, disrupted) =>
            {
                var pods = phases.Select((p, i) => Named($"web-1-{i}").In(p).Requesting($"{100 + i}m", null).Build()).ToList();
                var plan = Plan(
                    Wanting("500m").WithMinReplicas(minReplicas).Build(), pods, new InMemoryControllers().AddDeployment("web", configured),
                    new UpdateRules { EvictionTolerance = tolerance });
                var running = phases.Count(p => p != PodPhase.Pending);
                var allowed = Math.Max(running - Math.Max(configured - (long)(configured * tolerance), 0), 0);
                allowed = Math.Max(allowed, (long)(configured * tolerance) == 0 && configured == running ? 1 : 0);
                allowed = configured == 0 || phases.Length < minReplicas ? 0 : allowed;
                var (gone, attempts) = Play(plan.Evictions, disrupted, allowed);
                return gone <= allowed && attempts <= pods.Count;
            });

    /// <summary>Playing all evictions to their end serves everybody for whom there is budget: no place is lost to those that failed.</summary>
    [Fact]
    public void Law_budget_is_not_left_over_while_candidates_wait() =>
        Gen.Select(Gen.Int[1, 12], Gen.Double[0, 1], Gen.Bool.Array[40]).Sample((replicas, tolerance, disrupted) =>
        {
            var plan = Plan(
                Wanting("500m").WithMinReplicas(1).Build(), Pods(replicas), new InMemoryControllers().AddDeployment("web", replicas),
                new UpdateRules { EvictionTolerance = tolerance });
            Play(plan.Evictions, disrupted, long.MaxValue);
            return plan.Evictions.Waiting.Count == 0 || !Assert.Single(plan.Evictions.Groups).IsDisruptable;
        });

    private static (int Gone, int Attempts) Play(EvictionPlan plan, bool[] disrupted, long allowed)
    {
        var (gone, attempts) = (0, 0);
        for (var wave = plan.NextWave(); wave.Count > 0; wave = plan.NextWave())
        {
            Assert.True(gone + wave.Count(p => p.Phase != PodPhase.Pending) <= allowed, "a wave must fit into the budget even if all of it succeeds");
            foreach (var pod in wave)
            {
                var isDisrupted = disrupted[attempts++];
                gone += isDisrupted && pod.Phase != PodPhase.Pending ? 1 : 0;
                plan.Settle(pod, isDisrupted);
            }
        }

        return (gone, attempts);
    }
}
