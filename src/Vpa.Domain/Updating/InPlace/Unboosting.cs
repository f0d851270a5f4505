using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating.InPlace;

/// <summary>Decides whether the CPU start-up boost of a pod ends now (U75, U76). Runs in every mode.</summary>
internal static class Unboosting
{
    /// <summary>Decides about one boosted pod. The minimum of live pods is waived for it, the budget is not.</summary>
    public static PodChoice Choose(Pod pod, VerticalPodAutoscaler vpa, ReplicaGroups groups, UpdateContext context)
    {
        var refusal = Refusal(pod, vpa, groups, context);
        if (refusal != UpdateRefusal.None)
        {
            return PodChoice.Leave(refusal);
        }

        // One that cannot be made is planned all the same and fails when its turn comes, so that it is counted and said (U77).
        var resize = PodResizing.TryMake(pod, vpa, context.Process(vpa, pod), context, out var made) ? made : PodResize.Impossible;
        return new PodChoice(UpdateRefusal.None, default, new PlannedResize(pod, resize, EndsBoost: true, NeedsBudget: true));
    }

    private static UpdateRefusal Refusal(Pod pod, VerticalPodAutoscaler vpa, ReplicaGroups groups, UpdateContext context)
    {
        if (!BoostExpiry.HasExpiredOn(pod, vpa, context.Rules.Gates, context.Now))
        {
            return UpdateRefusal.StartupBoost;
        }

        if (context.Resizing != ResizeSupport.Served)
        {
            return UpdateRefusal.ResizeNotServed;
        }

        if (pod.Phase == PodPhase.Pending)
        {
            return UpdateRefusal.NotRunning;
        }

        if (groups.Find(pod) is not { } group)
        {
            return groups.DroppedBecause(pod);
        }

        return ResizeProgress.Of(pod) != ResizeStatus.None ? UpdateRefusal.ResizeUnderWay
            : group.IsDisruptable ? UpdateRefusal.None
            : UpdateRefusal.BudgetSpent;
    }
}
