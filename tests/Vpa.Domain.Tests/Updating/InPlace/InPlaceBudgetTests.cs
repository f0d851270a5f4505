using CsCheck;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using static Vpa.Domain.Tests.Updating.InPlace.AnInPlaceGroup;

namespace Vpa.Domain.Tests.Updating.InPlace;

public sealed class InPlaceBudgetTests
{
    private const string Original = """{"requests":{"cpu":"50m"},"limits":{}}""";
    private static readonly Gen<PodPhase> Phases = Gen.Frequency((6, Gen.Const(PodPhase.Running)), (1, Gen.Const(PodPhase.Pending)));
    private static readonly Gen<UpdateMode> Modes = Gen.Int[0, 5].Select(i => (UpdateMode)i);

    /// <summary>
    /// The law of the shared budget (U38): however unboosting, resizes and evictions end, what is resized, gone or going of a group never
    /// exceeds what its tolerance leaves, but for the one pod of a full group without tolerance.
    /// </summary>
    [Fact]
    public void Law_resizes_and_evictions_together_never_exceed_the_budget() =>
        Gen.Select(Gen.Int[1, 10], Gen.Double[0, 1], Phases.Array[1, 10], Gen.Int[0, 3].Array[10], Gen.Int[0, 2].Array[60], Modes)
            .Sample((configured, tolerance, phases, kinds, ends, mode) =>
            {
                var group = new AnInPlaceGroup
                {
                    Mode = mode,
                    Configured = configured,
                    MinReplicas = 1,
                    Rules = new() { EvictionTolerance = tolerance, Gates = new(CpuStartupBoost: true, InPlace: true) },
                    ResizingSince = Now.AddDays(-1),
                    Vpa = static v => v.Boosting(),
                };
                var running = phases.Count(p => p != PodPhase.Pending);
                var tolerated = (long)(configured * tolerance);
                var allowed = Math.Max(running - (configured - tolerated), tolerated == 0 && configured == running ? 1 : 0);
                var plan = group.PlanFor([.. phases.Select((phase, i) => PodOf(i, phase, kinds[i]))]);
                return Play(plan, ends) <= Math.Max(allowed, 0);
            });

    // Wanting an update, stuck in a resize, boosted and due, or boosted and not ready.
    private static Pod PodOf(int number, PodPhase phase, int kind)
    {
        var pod = Wanting($"web-1-{number}").In(phase);
        return (kind switch
        {
            0 => pod,
            1 => pod.With(new PodCondition("PodResizePending", "True", "Infeasible")),
            2 => pod.Annotated("vpaCpuStartupBoost/app", Original).With(new PodCondition("Ready", "True")),
            _ => pod.Annotated("vpaCpuStartupBoost/app", Original),
        }).Build();
    }

    // Each call ends as done, refused or without an answer.
    private static int Play(Domain.Updating.UpdatePlan plan, int[] ends)
    {
        var (disrupted, calls) = (0, 0);
        while (true)
        {
            var resizes = plan.Resizes.NextWave();
            foreach (var resize in resizes)
            {
                var end = ends[calls++];
                disrupted += end == 1 ? 0 : 1;
                plan.Settle(resize, disrupted: end != 1, refused: end == 1);
            }

            var evictions = resizes.Count > 0 ? [] : plan.Evictions.NextWave();
            foreach (var pod in evictions)
            {
                var end = ends[calls++];
                disrupted += end == 1 || pod.Phase == PodPhase.Pending ? 0 : 1;
                plan.Evictions.Settle(pod, disrupted: end != 1);
            }

            if (resizes.Count + evictions.Count == 0)
            {
                return disrupted;
            }
        }
    }
}
