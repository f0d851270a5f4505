using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating.InPlace;

/// <summary>
/// Decides whether a pod under mode <c>InPlaceOrRecreate</c> or <c>InPlace</c> may be resized now, or evicted instead (U83). The disruption
/// budget holds in both modes; upstream lets <c>InPlace</c> ignore it (U89).
/// </summary>
public static class InPlaceEligibility
{
    /// <summary>Decides about one pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="vpa">The VPA that controls it.</param>
    /// <param name="processed">The recommendation as capped for this pod; null when there is none or processing failed.</param>
    /// <param name="groups">The groups of its VPA, with the disruptions of the run so far.</param>
    /// <param name="context">What else the choice depends on.</param>
    public static InPlaceVerdict Evaluate(Pod pod, VerticalPodAutoscaler vpa, Recommendation? processed, ReplicaGroups groups, UpdateContext context)
    {
        if (groups.Find(pod) is not { } group)
        {
            return InPlaceVerdict.Deferred(groups.DroppedBecause(pod));
        }

        if (pod.Phase == PodPhase.Pending)
        {
            return InPlaceVerdict.Deferred(UpdateRefusal.NotRunning);
        }

        if (vpa.Status.Recommendation is null || processed is null)
        {
            return InPlaceVerdict.Deferred(UpdateRefusal.NoRecommendation);
        }

        if (vpa.EffectiveMode == UpdateMode.InPlace)
        {
            if (context.InfeasibleAttempt(pod) is { } attempt && !attempt.IsUndercutBy(processed))
            {
                return InPlaceVerdict.Deferred(UpdateRefusal.ResizeInfeasible);
            }
        }
        else if (ResizeProgress.Of(pod) != ResizeStatus.None)
        {
            var refusal = EvictionEligibility.Evaluate(pod, groups, context.ResizingSince(pod), context.Now);
            return refusal == UpdateRefusal.None ? InPlaceVerdict.Evict : InPlaceVerdict.Deferred(refusal);
        }

        return WithinBudget(pod, group, context.Rules);
    }

    /// <summary>Whether resizing a pod counts against the limits on disruption: always, unless the operator waived that for resizes without restart (U83, step 8).</summary>
    public static bool NeedsBudget(Pod pod, UpdateRules rules) => !rules.InPlaceSkipDisruptionBudget || pod.Containers.Any(c => !c.RestartOnResizeOf.IsEmpty);

    // A group below its minimum is there for resizes without restart and for unboosting only (U34, U84).
    private static InPlaceVerdict WithinBudget(Pod pod, ReplicaGroup group, UpdateRules rules) =>
        !NeedsBudget(pod, rules) ? InPlaceVerdict.Approved
        : group.IsBelowMinimum ? InPlaceVerdict.Deferred(UpdateRefusal.TooFewReplicas)
        : group.IsDisruptable ? InPlaceVerdict.Approved
        : InPlaceVerdict.Deferred(UpdateRefusal.BudgetSpent);
}
