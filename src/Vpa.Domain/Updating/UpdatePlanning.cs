using Vpa.Domain.Policies;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>Chooses and orders the pods of one VPA that are to be updated, and how (sections 10 to 13 of the updater's specification).</summary>
public static class UpdatePlanning
{
    /// <summary>Makes the plan of one VPA for one run.</summary>
    /// <param name="vpa">The VPA.</param>
    /// <param name="pods">The pods it controls.</param>
    /// <param name="context">What else the choice depends on.</param>
    public static UpdatePlan PlanFor(VerticalPodAutoscaler vpa, IReadOnlyList<Pod> pods, UpdateContext context)
    {
        var groups = ReplicaGroups.Of(vpa, pods, context.Directory, context.Rules);
        var way = UpdateWays.Of(vpa, context);
        var unboosts = new List<PlannedResize>();
        var accepted = new List<(Pod Pod, PodChoice Choice)>();
        var refused = new List<RefusedPod>();
        foreach (var pod in pods)
        {
            var choice = Choose(pod, vpa, way, groups, context);
            if (choice.Refusal != UpdateRefusal.None)
            {
                refused.Add(new RefusedPod(pod, choice.Refusal));
            }
            else if (choice.Resize is { EndsBoost: true } unboost)
            {
                unboosts.Add(unboost);
            }
            else
            {
                accepted.Add((pod, choice));
            }
        }

        // Pods of equal priority go by name, so that a run does not depend on the order in which the cache happens to hold them. Unboosting comes first (U16).
        accepted = [.. accepted.OrderByDescending(a => a.Choice.Priority).ThenBy(a => a.Pod.Name, StringComparer.Ordinal)];
        var resizes = unboosts.OrderBy(u => u.Pod.Name, StringComparer.Ordinal).Concat(accepted.Select(a => a.Choice.Resize).OfType<PlannedResize>()).ToList();
        var evictions = accepted.Where(a => a.Choice.Resize is null).Select(a => a.Pod).ToList();
        return new UpdatePlan(vpa, pods.Count, new ResizePlan(groups, resizes), new EvictionPlan(groups, evictions, context), refused)
        {
            UpdatesRunningPods = way != UpdateWay.None,
            EvictablePods = way == UpdateWay.Evict ? accepted.Count : 0,
            InPlaceUpdatablePods = way == UpdateWay.Resize ? accepted.Count : 0,
        };
    }

    // A boosted pod sits out of regular updates, also in the run in which its boost ends (U69).
    private static PodChoice Choose(Pod pod, VerticalPodAutoscaler vpa, UpdateWay way, ReplicaGroups groups, UpdateContext context)
    {
        if (context.Rules.Gates.CpuStartupBoost && vpa.HasStartupBoost && BoostAnnotations.ArePresentOn(pod))
        {
            return Unboosting.Choose(pod, vpa, groups, context);
        }

        return way switch
        {
            UpdateWay.Evict => ChooseEviction(pod, vpa, groups, context),
            UpdateWay.Resize => ChooseResize(pod, vpa, groups, context),
            UpdateWay.ResizeUnavailable => PodChoice.Leave(UpdateRefusal.ResizeNotServed),
            _ => PodChoice.Leave(UpdateRefusal.UpdateMode),
        };
    }

    private static PodChoice ChooseEviction(Pod pod, VerticalPodAutoscaler vpa, ReplicaGroups groups, UpdateContext context)
    {
        var refusal = EvictionEligibility.Evaluate(pod, groups, context.ResizingSince(pod), context.Now);
        if (refusal != UpdateRefusal.None)
        {
            return PodChoice.Leave(refusal);
        }

        var assessment = UpdateAcceptance.Assess(pod, vpa, context.Process(vpa, pod), context.Rules, context.Now);
        return new PodChoice(assessment.Refusal, assessment.Priority);
    }

    // Also the fall-back to eviction is only for pods that would be updated anyway (U72).
    private static PodChoice ChooseResize(Pod pod, VerticalPodAutoscaler vpa, ReplicaGroups groups, UpdateContext context)
    {
        var processed = context.Process(vpa, pod);
        var verdict = InPlaceEligibility.Evaluate(pod, vpa, processed, groups, context);
        if (verdict.Decision == InPlaceDecision.Deferred)
        {
            return PodChoice.Leave(verdict.Refusal);
        }

        var assessment = UpdateAcceptance.Assess(pod, vpa, processed, context.Rules, context.Now);
        return !assessment.IsAccepted || verdict.Decision == InPlaceDecision.Evict
            ? new PodChoice(assessment.Refusal, assessment.Priority)
            : PlanResize(pod, vpa, processed, assessment.Priority, context);
    }

    private static PodChoice PlanResize(Pod pod, VerticalPodAutoscaler vpa, Recommendation? processed, UpdatePriority priority, UpdateContext context)
    {
        if (!PodResizing.TryMake(pod, vpa, processed, context, out var resize))
        {
            // Fails when its turn comes, so that it is counted and said, and the pod evicted where the mode allows it (U88, U98).
            resize = PodResize.Impossible;
        }
        else if (resize.Operations.IsEmpty)
        {
            return PodChoice.Leave(BoostAnnotations.ArePresentOn(pod) ? UpdateRefusal.StartupBoost : UpdateRefusal.NothingWouldChange);
        }
        else if (!resize.ChangesSpecification)
        {
            // What the specification says already, the kubelet has been asked for; upstream sends it again in every run (U89).
            return PodChoice.Leave(UpdateRefusal.ResizeUnderWay);
        }

        return new PodChoice(UpdateRefusal.None, priority, new PlannedResize(pod, resize, EndsBoost: false, InPlaceEligibility.NeedsBudget(pod, context.Rules)));
    }
}
