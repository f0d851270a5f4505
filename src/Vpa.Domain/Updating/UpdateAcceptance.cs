using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>Decides whether a pod deserves an update at all, whatever way it would be carried out (U60, U64).</summary>
public static class UpdateAcceptance
{
    /// <summary>Decides about one pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="vpa">The VPA that controls it.</param>
    /// <param name="processed">The recommendation as capped for this pod; null when there is none or processing failed.</param>
    /// <param name="rules">The thresholds.</param>
    /// <param name="now">The present time.</param>
    public static UpdateAssessment Assess(Pod pod, VerticalPodAutoscaler vpa, Recommendation? processed, UpdateRules rules, DateTimeOffset now)
    {
        if (processed is null)
        {
            return new UpdateAssessment(default, UpdateRefusal.NoRecommendation);
        }

        var observed = ObservedContainers.Of(pod);
        var priority = PriorityCalculation.Of(pod, processed, observed);
        var quickOom = QuickOutOfMemory.Happened(pod, observed, vpa.ResourcePolicy, rules.QuickOomThresholdFor(vpa));
        var refusal = Judge(pod, priority, quickOom, rules, now);
        if (refusal == UpdateRefusal.None && !EvictionRequirements.Admit(pod, processed, vpa.UpdatePolicy))
        {
            refusal = UpdateRefusal.EvictionRequirements;
        }

        return new UpdateAssessment(priority, refusal);
    }

    private static UpdateRefusal Judge(Pod pod, UpdatePriority priority, bool quickOom, UpdateRules rules, DateTimeOffset now)
    {
        if (!priority.OutsideRange && !quickOom)
        {
            if (pod.StartTime is not { } started)
            {
                return UpdateRefusal.NotStarted;
            }

            // The age is compared, not a date in the future, so that no lifetime can overflow.
            if (now - started < rules.InBoundsLifetime)
            {
                return UpdateRefusal.TooYoung;
            }

            if (priority.ResourceDiff < rules.PodUpdateThreshold)
            {
                return UpdateRefusal.ChangeTooSmall;
            }
        }

        return quickOom && priority.ResourceDiff == 0 ? UpdateRefusal.NothingWouldChange : UpdateRefusal.None;
    }
}
