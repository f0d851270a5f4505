using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>Decides whether a pod may be evicted at this moment of a run (U109).</summary>
public static class EvictionEligibility
{
    /// <summary>Decides about one pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="groups">The groups of its VPA, with the disruptions of the run so far.</param>
    /// <param name="resizingSince">When the pod was first seen resizing; null counts as now.</param>
    /// <param name="now">The present time.</param>
    /// <returns><see cref="UpdateRefusal.None"/> when it may.</returns>
    public static UpdateRefusal Evaluate(Pod pod, ReplicaGroups groups, DateTimeOffset? resizingSince, DateTimeOffset now)
    {
        if (groups.Find(pod) is not { } group)
        {
            return groups.DroppedBecause(pod);
        }

        // Such a group is there for unboosting and resizes only, so this comes before the phase; upstream asks the other way round, and so
        // evicts pending pods of a group that a boost alone has kept (U34).
        if (group.IsBelowMinimum)
        {
            return UpdateRefusal.TooFewReplicas;
        }

        // A pod that does not run yet serves nobody, so evicting it disrupts nothing.
        if (pod.Phase == PodPhase.Pending)
        {
            return UpdateRefusal.None;
        }

        var resize = ResizeProgress.Of(pod);
        if (resize != ResizeStatus.None && !ResizeProgress.IsStuck(resize, resizingSince ?? now, now))
        {
            return UpdateRefusal.ResizeUnderWay;
        }

        return group.IsDisruptable ? UpdateRefusal.None : UpdateRefusal.BudgetSpent;
    }
}
