using Microsoft.Extensions.Logging;
using Vpa.Domain.Workloads;
using Vpa.Updater.Metrics;
using Vpa.Updater.Ports;

namespace Vpa.Updater;

/// <summary>
/// Carries out planned evictions: a bounded number side by side, started in the order of the plans under the rate limit (U110 to U119).
/// One that fails costs only itself; what it leaves of the budget goes to the next pod of its group.
/// </summary>
internal sealed class EvictionDispatcher(
    IPodEvictor evictor, IUpdateEventRecorder events, EvictionRateLimiter limiter, AcceptedEvictions accepted,
    UpdaterMetrics metrics, UpdaterOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>How long evictions under way may go on once the process is to stop; it has 10 seconds in all.</summary>
    private static readonly TimeSpan GraceOnStop = TimeSpan.FromSeconds(5);

    /// <summary>Evicts what the plans allow.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; what was under way has ended.</exception>
    public async Task<DispatchResult> RunAsync(IReadOnlyList<VpaUpdate> updates, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        NamespacedName? lastServed = null;
        for (var open = updates; open.Count > 0;)
        {
            var wave = open.SelectMany(u => u.Plan.NextWave(), (u, pod) => (Update: u, Pod: pod)).ToList();
            var started = await StartAsync(wave, deadline, cancellationToken);
            var outcomes = await Task.WhenAll(started);
            open = Settle(wave, outcomes);
            lastServed = outcomes.Length > 0 ? wave[outcomes.Length - 1].Update.Plan.Vpa.Key : lastServed;
            cancellationToken.ThrowIfCancellationRequested();
            if (outcomes.Length < wave.Count)
            {
                metrics.CountFailure(wave[outcomes.Length].Update.Plan.Vpa.Key, wave[outcomes.Length].Update.Labels, EvictionFailure.EvictionRateLimiterWaitFailed);
                logger.RateLimited(wave.Count - outcomes.Length);
                return new DispatchResult(IsComplete: false, lastServed);
            }
        }

        return new DispatchResult(IsComplete: true, lastServed);
    }

    // Starts the evictions of a wave in order, until the limiter or the caller puts an end to it.
    private async Task<List<Task<EvictionOutcome>>> StartAsync(List<(VpaUpdate Update, Pod Pod)> wave, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var started = new List<Task<EvictionOutcome>>(wave.Count);
        using var places = new SemaphoreSlim(options.MaxConcurrentEvictions);
        try
        {
            foreach (var (update, pod) in wave)
            {
                await places.WaitAsync(cancellationToken);
                if (!await limiter.WaitAsync(deadline, cancellationToken))
                {
                    break;
                }

                started.Add(EvictAsync(update, pod, places, cancellationToken));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The caller waits for what was started and then passes the cancellation on.
        }

        // The places must outlive the evictions that return them; none of these tasks faults.
        await Task.WhenAll(started);
        return started;
    }

    private async Task<EvictionOutcome> EvictAsync(VpaUpdate update, Pod pod, SemaphoreSlim places, CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            var outcome = await AskAsync(update, pod, stopping);
            Report(update, pod, outcome);
            return outcome;
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<EvictionOutcome> AskAsync(VpaUpdate update, Pod pod, CancellationToken stopping)
    {
        using var bound = new CancellationTokenSource(options.EvictionTimeout, time);
        await using var onStop = stopping.Register(() => bound.CancelAfter(GraceOnStop));
        try
        {
            return await evictor.EvictAsync(pod, bound.Token);
        }
        catch (Exception e)
        {
            // Whatever went wrong with this pod, the others go on; the eviction may have happened.
            logger.EvictionUnanswered(pod.Key, update.Plan.Vpa.Key, e);
            return EvictionOutcome.Unanswered;
        }
    }

    private void Report(VpaUpdate update, Pod pod, EvictionOutcome outcome)
    {
        var vpa = update.Plan.Vpa;
        if (outcome != EvictionOutcome.Evicted)
        {
            metrics.CountFailure(vpa.Key, update.Labels, EvictionFailure.EvictionError);
            logger.NotEvicted(pod.Key, vpa.Key, outcome);
            return;
        }

        logger.Evicted(pod.Key, vpa.Key);
        metrics.CountEviction(vpa.Key, update.Labels);
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

    // Returns the plans that have budget again and somebody to spend it on.
    private List<VpaUpdate> Settle(List<(VpaUpdate Update, Pod Pod)> wave, EvictionOutcome[] outcomes)
    {
        var open = new HashSet<VpaUpdate>();
        for (var i = 0; i < wave.Count; i++)
        {
            var (update, pod) = wave[i];
            var outcome = i < outcomes.Length ? outcomes[i] : EvictionOutcome.Failed;
            var disrupted = outcome is EvictionOutcome.Evicted or EvictionOutcome.Gone or EvictionOutcome.Unanswered;
            update.Plan.Settle(pod, disrupted);
            if (outcome == EvictionOutcome.Evicted)
            {
                update.Evicted++;
                accepted.Add(pod, time.GetUtcNow());
            }

            if (!disrupted && update.Plan.Waiting.Count > 0)
            {
                open.Add(update);
            }
        }

        return [.. open];
    }
}
