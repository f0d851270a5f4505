using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>Chooses and orders the pods of one VPA that are to be evicted (section 10 of the updater's specification).</summary>
public static class EvictionPlanning
{
    /// <summary>Makes the plan of one VPA for one run.</summary>
    /// <param name="vpa">The VPA.</param>
    /// <param name="pods">The pods it controls.</param>
    /// <param name="context">What else the choice depends on.</param>
    public static EvictionPlan PlanFor(VerticalPodAutoscaler vpa, IReadOnlyList<Pod> pods, UpdateContext context)
    {
        var groups = ReplicaGroups.Of(vpa, pods, context.Directory, context.Rules);
        var accepted = new List<(Pod Pod, UpdatePriority Priority)>();
        var refused = new List<RefusedPod>();
        foreach (var pod in pods)
        {
            var refusal = Evaluate(pod, vpa, groups, context, out var priority);
            if (refusal == UpdateRefusal.None)
            {
                accepted.Add((pod, priority));
            }
            else
            {
                refused.Add(new RefusedPod(pod, refusal));
            }
        }

        // The sort is stable, so pods of equal priority keep the order they came in.
        var candidates = accepted.OrderByDescending(a => a.Priority).Select(a => a.Pod).ToList();
        return new EvictionPlan(vpa, pods.Count, groups, candidates, refused, context);
    }

    private static UpdateRefusal Evaluate(Pod pod, VerticalPodAutoscaler vpa, ReplicaGroups groups, UpdateContext context, out UpdatePriority priority)
    {
        priority = default;
        if (!MayEvict(vpa.EffectiveMode))
        {
            return UpdateRefusal.UpdateMode;
        }

        if (context.Rules.Gates.CpuStartupBoost && vpa.HasStartupBoost && BoostAnnotations.ArePresentOn(pod))
        {
            return UpdateRefusal.StartupBoost;
        }

        var eligibility = EvictionEligibility.Evaluate(pod, groups, context.ResizingSince(pod), context.Now);
        if (eligibility != UpdateRefusal.None)
        {
            return eligibility;
        }

        var assessment = UpdateAcceptance.Assess(pod, vpa, context.Process(vpa, pod), context.Rules, context.Now);
        priority = assessment.Priority;
        return assessment.Refusal;
    }

    private static bool MayEvict(UpdateMode mode) => mode is UpdateMode.Recreate or UpdateMode.Auto or UpdateMode.InPlaceOrRecreate;
}
