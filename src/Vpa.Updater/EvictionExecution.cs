using Microsoft.Extensions.Logging;
using Vpa.Updater.Metrics;
using Vpa.Updater.Ports;

namespace Vpa.Updater;

/// <summary>Makes single evictions and reports how they ended (U111 to U113). Whatever goes wrong costs only that pod.</summary>
internal sealed class EvictionExecution(IPodEvictor evictor, IUpdateEventRecorder events, UpdaterMetrics metrics, BoundedCall calls, ILogger logger)
{
    /// <summary>Evicts one pod.</summary>
    public async Task<UpdateResult> RunAsync(PlannedUpdate item, CancellationToken stopping)
    {
        var outcome = await AskAsync(item, stopping);
        Report(item, outcome);
        return new UpdateResult(
            outcome == EvictionOutcome.Evicted,
            outcome is EvictionOutcome.Evicted or EvictionOutcome.Gone or EvictionOutcome.Unanswered,
            outcome is EvictionOutcome.BlockedByDisruptionBudget or EvictionOutcome.Failed);
    }

    private async Task<EvictionOutcome> AskAsync(PlannedUpdate item, CancellationToken stopping)
    {
        try
        {
            return await calls.MakeAsync(token => evictor.EvictAsync(item.Pod, token), stopping);
        }
        catch (Exception e)
        {
            // Whatever went wrong with this pod, the others go on; the eviction may have happened.
            logger.EvictionUnanswered(item.Pod.Key, item.Update.Plan.Vpa.Key, e);
            return EvictionOutcome.Unanswered;
        }
    }

    private void Report(PlannedUpdate item, EvictionOutcome outcome)
    {
        var (pod, vpa, labels) = (item.Pod, item.Update.Plan.Vpa, item.Update.Labels);
        if (outcome != EvictionOutcome.Evicted)
        {
            metrics.CountFailure(vpa.Key, labels, EvictionFailure.EvictionError);
            logger.NotEvicted(pod.Key, vpa.Key, outcome);
            return;
        }

        logger.Evicted(pod.Key, vpa.Key);
        metrics.CountEviction(vpa.Key, labels);
        try
        {
            events.PodEvicted(pod, vpa);
        }
        catch (Exception e)
        {
            // An event is a courtesy: the eviction has happened all the same.
            logger.EventFailed(pod.Key, e);
        }
    }
}
