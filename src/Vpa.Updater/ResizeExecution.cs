using Microsoft.Extensions.Logging;
using Vpa.Domain.Policies;
using Vpa.Domain.Updating.InPlace;
using Vpa.Updater.Metrics;
using Vpa.Updater.Ports;

namespace Vpa.Updater;

/// <summary>Makes single resizes and reports how they ended (U77, U88, U100). Whatever goes wrong costs only that pod.</summary>
internal sealed class ResizeExecution(IPodResizer resizer, IUpdateEventRecorder events, UpdaterMetrics metrics, BoundedCall calls, ILogger logger)
{
    /// <summary>Resizes one pod.</summary>
    public async Task<UpdateResult> RunAsync(PlannedUpdate item, PlannedResize planned, CancellationToken stopping)
    {
        var outcome = await AskAsync(item, planned, stopping);
        Report(item, planned, outcome);
        return new UpdateResult(
            outcome == ResizeOutcome.Accepted,
            outcome is ResizeOutcome.Accepted or ResizeOutcome.Gone or ResizeOutcome.Unanswered,
            outcome is ResizeOutcome.NodeCapacity or ResizeOutcome.Refused,
            outcome == ResizeOutcome.NodeCapacity);
    }

    private async Task<ResizeOutcome> AskAsync(PlannedUpdate item, PlannedResize planned, CancellationToken stopping)
    {
        if (planned.Resize.Operations.IsEmpty)
        {
            // Nothing can be sent: the original values of the boost cannot be read, or there are none to return to (U78, U98).
            logger.NothingToResize(item.Pod.Key, item.Update.Plan.Vpa.Key);
            return ResizeOutcome.Refused;
        }

        try
        {
            return await calls.MakeAsync(token => resizer.ResizeAsync(item.Pod, planned.Resize, token), stopping);
        }
        catch (Exception e)
        {
            // Whatever went wrong with this pod, the others go on; the resize may have happened.
            logger.ResizeUnanswered(item.Pod.Key, item.Update.Plan.Vpa.Key, e);
            return ResizeOutcome.Unanswered;
        }
    }

    private void Report(PlannedUpdate item, PlannedResize planned, ResizeOutcome outcome)
    {
        var (pod, vpa, labels) = (item.Pod, item.Update.Plan.Vpa, item.Update.Labels);
        if (outcome != ResizeOutcome.Accepted)
        {
            metrics.CountFailure(vpa.Key, labels, FailureOf(vpa, planned, outcome));
            logger.NotResized(pod.Key, vpa.Key, outcome);
            return;
        }

        logger.Resized(pod.Key, vpa.Key);
        metrics.CountResize(vpa.Key, labels);
        try
        {
            events.PodResized(pod, vpa);
        }
        catch (Exception e)
        {
            // An event is a courtesy: the resize has happened all the same.
            logger.EventFailed(pod.Key, e);
        }
    }

    // A lack of node capacity has a reason of its own where nothing but a resize can follow.
    private static InPlaceFailure FailureOf(VerticalPodAutoscaler vpa, PlannedResize planned, ResizeOutcome outcome) =>
        planned.EndsBoost ? InPlaceFailure.UnboostError
        : outcome == ResizeOutcome.NodeCapacity && vpa.EffectiveMode == UpdateMode.InPlace ? InPlaceFailure.InPlaceUpdateInfeasible
        : InPlaceFailure.InPlaceUpdateError;
}
