using Microsoft.Extensions.Logging;
using Vpa.Domain.Policies;
using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;
using Vpa.Updater.Metrics;
using Vpa.Updater.Ports;

namespace Vpa.Updater;

/// <summary>Tells what a run did and what it left alone, and why: the per-run metrics, the log, and the event of a skipped resize.</summary>
internal sealed class RunReporting(UpdaterMetrics metrics, IUpdateEventRecorder events, ILogger logger)
{
    /// <summary>Counts and records the pods of a VPA whose resize was found infeasible before (U106).</summary>
    public void TellInfeasible(VpaUpdate update)
    {
        foreach (var refused in update.Plan.Refused)
        {
            if (refused.Refusal == UpdateRefusal.ResizeInfeasible)
            {
                metrics.CountInfeasibleSkip(update.Plan.Vpa.Key, update.Labels);
                RecordSkip(refused.Pod, update.Plan.Vpa);
            }
        }
    }

    /// <summary>Publishes the numbers of a run and names the pods that were left alone.</summary>
    /// <param name="updates">What was to be done, and how much of it was.</param>
    /// <param name="isComplete">False when the run was cut short: then nobody knows of those who still wait whether there was budget for them.</param>
    public void Tell(List<VpaUpdate> updates, bool isComplete)
    {
        var counts = new RunCounts();
        foreach (var update in updates)
        {
            var plan = update.Plan;
            counts.Add(update.Labels, plan.ControlledPods, plan.EvictablePods, update.Evicted);
            counts.AddInPlace(update.Labels.Size, plan.InPlaceUpdatablePods, plan.UpdatesRunningPods ? update.Resized : 0);
            foreach (var refused in plan.Refused)
            {
                Refuse(counts, plan.Vpa, refused.Pod, refused.Refusal);
            }

            if (isComplete)
            {
                RefuseWaiting(counts, plan);
            }
        }

        metrics.Publish(counts);
        logger.RunEnded(
            isComplete ? RunOutcome.Completed : RunOutcome.RateLimited,
            updates.Count,
            updates.Sum(u => u.Plan.ControlledPods),
            updates.Sum(u => u.Plan.EvictablePods),
            updates.Sum(u => u.Evicted),
            updates.Sum(u => u.Resized));
    }

    // Those who wait at the end of a whole run were chosen, but others took the budget of their group.
    private void RefuseWaiting(RunCounts counts, UpdatePlan plan)
    {
        foreach (var pod in plan.Evictions.Waiting)
        {
            Refuse(counts, plan.Vpa, pod, UpdateRefusal.BudgetSpent);
        }

        foreach (var planned in plan.Resizes.Waiting)
        {
            Refuse(counts, plan.Vpa, planned.Pod, UpdateRefusal.BudgetSpent);
        }
    }

    private void Refuse(RunCounts counts, VerticalPodAutoscaler vpa, Pod pod, UpdateRefusal refusal)
    {
        counts.AddRefused(refusal, 1);
        logger.PodRefused(pod.Key, vpa.Key, refusal);
    }

    private void RecordSkip(Pod pod, VerticalPodAutoscaler vpa)
    {
        try
        {
            events.ResizeSkipped(pod, vpa);
        }
        catch (Exception e)
        {
            // An event is a courtesy: the pod is left alone all the same.
            logger.EventFailed(pod.Key, e);
        }
    }
}
