using CsCheck;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Updater.Ports;
using static Vpa.Testing.Updating.AControlledPod;

namespace Vpa.Updater.Tests;

/// <summary>
/// What holds for any cluster, any answers of the API server, and any comings and goings of the admission controller: budgets (U34, U38), modes
/// (U22) and the status lease (U18). The bound is written down here on its own, not taken from the code under test.
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
        OneOf("100m", "500m", "900m"), (phase, condition, cpu) => new RandomPod(phase, condition, cpu));

    private static readonly Gen<RandomGroup> Groups = Gen.Select(Modes, Gen.Int[1, 9], Gen.Int[0, 2], Pods.Array[1, 9], (mode, configured, minReplicas, pods) =>
        new RandomGroup(mode, configured, minReplicas == 0 ? null : minReplicas, [.. pods.Take(configured)]));

    [Fact]
    public void Law_never_more_of_a_group_than_its_budget_never_another_mode_never_while_the_lease_is_stale() =>
        Gen.Select(Groups.Array[1, 5], OneOf(0.0, 0.1, 0.5, 0.75, 1.0), Gen.Bool.Array[Runs], Gen.Int).Sample(
            (groups, tolerance, stale, seed) => PlayAsync(groups, tolerance, stale, seed).GetAwaiter().GetResult());

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static async Task PlayAsync(RandomGroup[] groups, double tolerance, bool[] stale, int seed)
    {
        using var cluster = new FakeCluster();
        foreach (var (group, i) in groups.Select((g, i) => (g, i)))
        {
            Add(cluster, $"g{i}", group);
        }

        var answers = new RandomAnswers(seed);
        cluster.OnEvict = (pod, _) => Task.FromResult(answers.ToEviction(pod));
        cluster.OnResize = (pod, _) => answers.ToResize(pod);
        var run = cluster.Run(new UpdaterOptions
        {
            MaxConcurrentCalls = 1 + (seed & 3),
            Rules = new() { EvictionTolerance = tolerance, Gates = new(InPlace: true) },
        });
        var chance = new Random(seed);
        foreach (var isStale in stale)
        {
            cluster.LastSeen = () => isStale ? cluster.Time.GetUtcNow().AddMinutes(-5) : cluster.Time.GetUtcNow();
            List<Pod> live = [.. cluster.Pods.Where(p => !answers.Evicted.Contains(p))];
            var asked = cluster.Asked.Count + cluster.AskedToResize.Count;
            answers.Down.Clear();
            await run.RunOnceAsync(CancellationToken.None);
            Assert.True(!isStale || cluster.Asked.Count + cluster.AskedToResize.Count == asked, "Something was asked for while the lease was stale.");
            AssertWithinBudgets(live, groups, tolerance, answers.Down);

            // Some of the pods that went down are gone by the next run, the cache still shows the others: for less than the 10 minutes it is mistrusted.
            cluster.Pods = [.. cluster.Pods.Where(p => !answers.Down.Contains(p) || chance.Next(2) == 0)];
            cluster.Time.Advance(TimeSpan.FromMinutes(chance.Next(1, 4)));
        }

        AssertModes(cluster, groups);
    }

    private static void AssertModes(FakeCluster cluster, RandomGroup[] groups)
    {
        foreach (var name in cluster.Asked.Concat(cluster.AskedToResize))
        {
            Assert.True(groups[name[1] - '0'].Mode is not (UpdateMode.Off or UpdateMode.Initial or UpdateMode.Unknown), $"{name} was touched.");
        }

        Assert.All(cluster.Asked, name => Assert.NotEqual(UpdateMode.InPlace, groups[name[1] - '0'].Mode));
    }

    private static void Add(FakeCluster cluster, string name, RandomGroup group)
    {
        cluster.AddWorkload(name, group.Configured, v => group.MinReplicas is { } least ? v.InMode(group.Mode).WithMinReplicas(least) : v.InMode(group.Mode));
        cluster.Pods.RemoveAll(p => p.Name.StartsWith(name + "-", StringComparison.Ordinal));
        cluster.Pods.AddRange(group.Pods.Select((p, i) =>
        {
            var pod = Named($"{name}-1-{i}").OwnedBy("ReplicaSet", name + "-1").Requesting(p.Cpu, null).StartedAt(cluster.Time.GetUtcNow().AddHours(-i)).In(p.Phase);
            return (p.Condition is { } condition ? pod.With(condition) : pod).Build();
        }));
    }

    private static void AssertWithinBudgets(List<Pod> live, RandomGroup[] groups, double tolerance, HashSet<Pod> down)
    {
        for (var i = 0; i < groups.Length; i++)
        {
            var members = live.Where(p => p.Name.StartsWith($"g{i}-", StringComparison.Ordinal)).ToList();
            var running = members.Count(p => p.Phase != PodPhase.Pending);
            var mayBeMissing = (int)(groups[i].Configured * tolerance);
            var allowed = members.Count < (groups[i].MinReplicas ?? 2) ? 0
                : mayBeMissing == 0 && running == groups[i].Configured ? 1
                : Math.Max(0, running - (groups[i].Configured - mayBeMissing));
            var disrupted = down.Count(p => p.Phase != PodPhase.Pending && p.Name.StartsWith($"g{i}-", StringComparison.Ordinal));
            Assert.True(disrupted <= allowed, $"{disrupted} of {running} running pods of {groups[i].Configured} went down at once, {allowed} may.");
        }
    }

    /// <summary>Answers of an API server at random. What was accepted, or may have happened, counts as a pod that is down.</summary>
    private sealed class RandomAnswers(int seed)
    {
        private readonly Random _chance = new(seed);

        public HashSet<Pod> Down { get; } = new(ReferenceEqualityComparer.Instance);

        public HashSet<Pod> Evicted { get; } = new(ReferenceEqualityComparer.Instance);

        public EvictionOutcome ToEviction(Pod pod)
        {
            lock (_chance)
            {
                var outcome = Any<EvictionOutcome>();
                Note(pod, outcome is EvictionOutcome.Evicted or EvictionOutcome.Unanswered or EvictionOutcome.Gone);
                if (outcome == EvictionOutcome.Evicted)
                {
                    Evicted.Add(pod);
                }

                return outcome;
            }
        }

        public ResizeOutcome ToResize(Pod pod)
        {
            lock (_chance)
            {
                var outcome = Any<ResizeOutcome>();
                Note(pod, outcome is ResizeOutcome.Accepted or ResizeOutcome.Unanswered or ResizeOutcome.Gone);
                return outcome;
            }
        }

        private void Note(Pod pod, bool isDown)
        {
            if (isDown)
            {
                Down.Add(pod);
            }
        }

        private TOutcome Any<TOutcome>()
            where TOutcome : struct, Enum
        {
            var outcomes = Enum.GetValues<TOutcome>();
            return outcomes[_chance.Next(outcomes.Length)];
        }
    }

    private sealed record RandomPod(PodPhase Phase, PodCondition? Condition, string Cpu);

    private sealed record RandomGroup(UpdateMode Mode, int Configured, int? MinReplicas, RandomPod[] Pods);
}
