using CsCheck;
using Vpa.Domain.Policies;
using Vpa.Domain.Updating;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;
using Vpa.Updater.Ports;
using static Vpa.Testing.Updating.AControlledPod;

namespace Vpa.Updater.Tests;

/// <summary>
/// What holds for any cluster, any answers of the API server, and any comings and goings of the admission controller: budgets (U34, U38), modes
/// (U22, U114), start-up boosts (U69, U75, U76), the waiver of <c>--in-place-skip-disruption-budget</c> (U83), and the status lease (U18). The
/// bounds are written down here on their own, not taken from the code under test.
/// </summary>
public sealed class RandomClusterTests
{
    private const int Runs = 4;

    private static readonly Gen<UpdateMode> Modes = OneOf(
        UpdateMode.Off, UpdateMode.Initial, UpdateMode.Recreate, UpdateMode.Auto, UpdateMode.InPlaceOrRecreate, UpdateMode.InPlace, UpdateMode.Unknown);

    private static readonly Gen<PodCondition?> Conditions = OneOf<PodCondition?>(
        null, null, null,
        new PodCondition("PodResizePending", "True", "Deferred"), new PodCondition("PodResizePending", "True", "Infeasible"),
        new PodCondition("PodResizeInProgress", "True"), new PodCondition("PodResizeInProgress", "True", "Error"));

    private static readonly Gen<RandomPod> Pods = Gen.Select(
        Gen.Frequency((6, Gen.Const(PodPhase.Running)), (1, Gen.Const(PodPhase.Pending)), (1, Gen.Const(PodPhase.Unknown))), Conditions,
        OneOf("100m", "500m", "900m"), OneOf<string?>(null, null, """{"requests":{"cpu":"50m"},"limits":{}}""", "not readable"), Gen.Bool, Gen.Bool,
        (phase, condition, cpu, boost, isReady, restarts) => new RandomPod(phase, condition, cpu, boost, isReady, restarts));

    private static readonly Gen<RandomGroup> Groups = Gen.Select(
        Modes, Gen.Int[1, 9], Gen.Int[0, 4], Gen.Bool, Pods.Array[1, 9],
        (mode, configured, minReplicas, boosting, pods) => new RandomGroup(mode, configured, minReplicas == 0 ? null : minReplicas, boosting, [.. pods.Take(configured)]));

    private static readonly Gen<UpdateRules> Rules = Gen.Select(
        OneOf(0.0, 0.1, 0.5, 0.75, 1.0), Gen.Bool, Gen.Bool, Gen.Bool,
        (tolerance, skipBudget, boost, inPlace) => new UpdateRules
        {
            EvictionTolerance = tolerance,
            InPlaceSkipDisruptionBudget = skipBudget,
            Gates = new(CpuStartupBoost: boost, InPlace: inPlace),
        });

    [Fact]
    public void Law_never_more_of_a_group_than_its_budget_never_another_mode_never_while_the_lease_is_stale() =>
        Gen.Select(Groups.Array[1, 5], Rules, Gen.Bool.Array[Runs], Gen.Int).Sample(
            (groups, rules, stale, seed) => PlayAsync(groups, rules, stale, seed).GetAwaiter().GetResult());

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static async Task PlayAsync(RandomGroup[] groups, UpdateRules rules, bool[] stale, int seed)
    {
        using var cluster = new FakeCluster();
        foreach (var (group, i) in groups.Select((g, i) => (g, i)))
        {
            Add(cluster, $"g{i}", group);
        }

        var answers = new RandomAnswers(seed);
        cluster.OnEvict = (pod, _) => Task.FromResult(answers.ToEviction(pod));
        cluster.OnResize = answers.ToResize;
        var run = cluster.Run(new UpdaterOptions { MaxConcurrentCalls = 1 + (seed & 3), Rules = rules });
        var chance = new Random(seed);
        foreach (var isStale in stale)
        {
            cluster.LastSeen = () => isStale ? cluster.Time.GetUtcNow().AddMinutes(-5) : cluster.Time.GetUtcNow();
            List<Pod> live = [.. cluster.Pods.Where(p => !answers.Gone.Contains(p))];
            answers.Calls.Clear();
            await run.RunOnceAsync(CancellationToken.None);
            Assert.True(!isStale || answers.Calls.Count == 0, "Something was asked for while the lease was stale.");
            for (var i = 0; i < groups.Length; i++)
            {
                var calls = answers.Calls.FindAll(c => IsOf(c.Pod, i));
                AssertMode(groups[i], rules, calls);
                AssertWithinBudget(groups[i], rules, live.FindAll(p => IsOf(p, i)), calls);
            }

            // Some of the pods that went down are gone by the next run, the cache still shows the others: for less than the 10 minutes it is mistrusted.
            var down = answers.Calls.Where(c => c.MayHaveHappened).Select(c => c.Pod).ToHashSet(ReferenceEqualityComparer.Instance);
            cluster.Pods = [.. cluster.Pods.Where(p => !down.Contains(p) || chance.Next(2) == 0)];
            cluster.Time.Advance(TimeSpan.FromMinutes(chance.Next(1, 4)));
        }
    }

    private static bool IsOf(Pod pod, int group) => pod.Name.StartsWith($"g{group}-", StringComparison.Ordinal);

    private static void Add(FakeCluster cluster, string name, RandomGroup group)
    {
        cluster.AddWorkload(name, group.Configured, v =>
        {
            v = group.Boosting ? v.InMode(group.Mode).Boosting() : v.InMode(group.Mode);
            return group.MinReplicas is { } least ? v.WithMinReplicas(least) : v;
        });
        cluster.Pods.RemoveAll(p => p.Name.StartsWith(name + "-", StringComparison.Ordinal));
        cluster.Pods.AddRange(group.Pods.Select((p, i) =>
        {
            var pod = Named($"{name}-1-{i}").OwnedBy("ReplicaSet", name + "-1").Requesting(p.Cpu, null).StartedAt(cluster.Time.GetUtcNow().AddHours(-i)).In(p.Phase);
            pod = p.Condition is { } condition ? pod.With(condition) : pod;
            pod = p.Boost is { } original ? pod.Annotated("vpaCpuStartupBoost/app", original) : pod;
            var built = (p.IsReady ? pod.With(new PodCondition("Ready", "True")) : pod).Build();
            return p.Restarts ? built with { Containers = [.. built.Containers.Select(c => c with { RestartOnResizeOf = ["cpu"] })] } : built;
        }));
    }

    // Boosted pods are resized to end the boost and for nothing else, in every known mode; all others as the mode says.
    private static void AssertMode(RandomGroup group, UpdateRules rules, List<Call> calls)
    {
        var mayEvict = group.Mode is UpdateMode.Recreate or UpdateMode.Auto or UpdateMode.InPlaceOrRecreate;
        var mayResize = group.Mode == UpdateMode.InPlaceOrRecreate || (group.Mode == UpdateMode.InPlace && rules.Gates.InPlace);
        foreach (var (pod, resize, _) in calls)
        {
            var why = $"{pod.Name} under {group.Mode} was {(resize is null ? "evicted" : "resized")}.";
            if (SitsOut(pod, group, rules))
            {
                Assert.True(resize is { EndedBoosts.Length: 1 } && pod.Conditions.Any(c => c.Type == "Ready") && group.Mode != UpdateMode.Unknown, why);
            }
            else
            {
                Assert.True(resize is null ? mayEvict : mayResize, why);
            }

            Assert.True(resize is null || pod.Phase != PodPhase.Pending, why);
        }
    }

    private static void AssertWithinBudget(RandomGroup group, UpdateRules rules, List<Pod> live, List<Call> calls)
    {
        var running = live.Count(p => p.Phase != PodPhase.Pending);
        var mayBeMissing = (int)(group.Configured * rules.EvictionTolerance);
        var allowed = mayBeMissing == 0 && running == group.Configured ? 1 : Math.Max(0, running - (group.Configured - mayBeMissing));
        var bound = calls.FindAll(c => !IsWaived(c, group, rules));
        var down = bound.Count(c => c.MayHaveHappened && c.Pod.Phase != PodPhase.Pending);
        Assert.True(down <= allowed, $"{down} of {running} running pods of {group.Configured} went down at once, {allowed} may.");

        // Below the minimum nothing happens but that boosts end and resizes go out for which the operator waived it.
        var tooFew = live.Count < (group.MinReplicas ?? 2);
        Assert.True(!tooFew || bound.TrueForAll(c => SitsOut(c.Pod, group, rules)), $"Of {live.Count} pods {bound.Count} were touched in spite of the minimum.");
    }

    private static bool SitsOut(Pod pod, RandomGroup group, UpdateRules rules) => rules.Gates.CpuStartupBoost && group.Boosting && pod.Annotations is not null;

    private static bool IsWaived(Call call, RandomGroup group, UpdateRules rules) =>
        rules.InPlaceSkipDisruptionBudget && call.Resize is not null && !SitsOut(call.Pod, group, rules) && call.Pod.Containers.All(c => c.RestartOnResizeOf.IsEmpty);

    /// <summary>Answers of an API server at random. What was accepted, or may have happened, counts as a pod that is down.</summary>
    private sealed class RandomAnswers(int seed)
    {
        private readonly Random _chance = new(seed);

        /// <summary>The calls of the present run.</summary>
        public List<Call> Calls { get; } = [];

        /// <summary>Pods whose eviction was accepted.</summary>
        public HashSet<Pod> Gone { get; } = new(ReferenceEqualityComparer.Instance);

        public EvictionOutcome ToEviction(Pod pod)
        {
            lock (_chance)
            {
                var outcome = Any<EvictionOutcome>();
                Calls.Add(new(pod, null, outcome is EvictionOutcome.Evicted or EvictionOutcome.Unanswered or EvictionOutcome.Gone));
                if (outcome == EvictionOutcome.Evicted)
                {
                    Gone.Add(pod);
                }

                return outcome;
            }
        }

        public ResizeOutcome ToResize(Pod pod, PodResize resize)
        {
            lock (_chance)
            {
                var outcome = Any<ResizeOutcome>();
                Calls.Add(new(pod, resize, outcome is ResizeOutcome.Accepted or ResizeOutcome.Unanswered or ResizeOutcome.Gone));
                return outcome;
            }
        }

        private TOutcome Any<TOutcome>()
            where TOutcome : struct, Enum
        {
            var outcomes = Enum.GetValues<TOutcome>();
            return outcomes[_chance.Next(outcomes.Length)];
        }
    }

    /// <summary>A call to the API server: an eviction, or a resize.</summary>
    private sealed record Call(Pod Pod, PodResize? Resize, bool MayHaveHappened);

    private sealed record RandomPod(PodPhase Phase, PodCondition? Condition, string Cpu, string? Boost, bool IsReady, bool Restarts);

    private sealed record RandomGroup(UpdateMode Mode, int Configured, int? MinReplicas, bool Boosting, RandomPod[] Pods);
}
