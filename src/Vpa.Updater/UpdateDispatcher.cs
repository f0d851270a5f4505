using Microsoft.Extensions.Logging;
using Vpa.Domain.Workloads;
using Vpa.Updater.Metrics;

namespace Vpa.Updater;

/// <summary>
/// Carries out planned resizes and evictions: a bounded number side by side, started in the order of the plans under the rate limits (U110 to
/// U119). One that fails costs only itself; what it leaves of the budget goes to the next pod of its group.
/// </summary>
internal sealed class UpdateDispatcher(
    EvictionExecution evictions, ResizeExecution resizes, AcceptedEvictions accepted, InfeasibleAttempts infeasible,
    UpdaterMetrics metrics, UpdaterOptions options, TimeProvider time, ILogger logger)
{
    // Two buckets of the same size, kept across runs (U116).
    private readonly UpdateRateLimiter _evictionLimit = new(options.EvictionRateLimit, options.EvictionRateBurst, time);
    private readonly UpdateRateLimiter _resizeLimit = new(options.EvictionRateLimit, options.EvictionRateBurst, time);

    /// <summary>Does what the plans allow.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; what was under way has ended.</exception>
    public async Task<DispatchResult> RunAsync(IReadOnlyList<VpaUpdate> updates, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        NamespacedName? lastServed = null;
        for (var open = updates; open.Count > 0;)
        {
            var wave = open.SelectMany(u => u.NextWave()).ToList();
            var started = await StartAsync(wave, deadline, cancellationToken);
            var results = await Task.WhenAll(started);
            open = Settle(wave, results);
            lastServed = results.Length > 0 ? wave[results.Length - 1].Update.Plan.Vpa.Key : lastServed;
            cancellationToken.ThrowIfCancellationRequested();
            if (results.Length < wave.Count)
            {
                ReportLimit(wave[results.Length]);
                logger.RateLimited(wave.Count - results.Length);
                return new DispatchResult(IsComplete: false, lastServed);
            }
        }

        return new DispatchResult(IsComplete: true, lastServed);
    }

    // Starts the calls of a wave in order, until a limiter or the caller puts an end to it.
    private async Task<List<Task<UpdateResult>>> StartAsync(List<PlannedUpdate> wave, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var started = new List<Task<UpdateResult>>(wave.Count);
        using var places = new SemaphoreSlim(options.MaxConcurrentCalls);
        try
        {
            foreach (var item in wave)
            {
                await places.WaitAsync(cancellationToken);
                if (!await (item.Resize is null ? _evictionLimit : _resizeLimit).WaitAsync(deadline, cancellationToken))
                {
                    break;
                }

                started.Add(RunAsync(item, places, cancellationToken));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The caller waits for what was started and then passes the cancellation on.
        }

        // The places must outlive the calls that return them; none of these tasks faults.
        await Task.WhenAll(started);
        return started;
    }

    private async Task<UpdateResult> RunAsync(PlannedUpdate item, SemaphoreSlim places, CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            return item.Resize is { } resize ? await resizes.RunAsync(item, resize, stopping) : await evictions.RunAsync(item, stopping);
        }
        finally
        {
            places.Release();
        }
    }

    // A failed wait for unboosting is not counted (U119).
    private void ReportLimit(PlannedUpdate first)
    {
        var (vpa, labels) = (first.Update.Plan.Vpa.Key, first.Update.Labels);
        if (first.Resize is null)
        {
            metrics.CountFailure(vpa, labels, EvictionFailure.EvictionRateLimiterWaitFailed);
        }
        else if (!first.Resize.EndsBoost)
        {
            metrics.CountFailure(vpa, labels, InPlaceFailure.InPlaceUpdateRateLimiterWaitFailed);
        }
    }

    // Returns those for which another wave may bring something.
    private List<VpaUpdate> Settle(List<PlannedUpdate> wave, UpdateResult[] results)
    {
        var open = new HashSet<VpaUpdate>();
        for (var i = 0; i < wave.Count; i++)
        {
            var item = wave[i];
            var result = i < results.Length ? results[i] : UpdateResult.NotStarted;
            Remember(item, result);
            if (item.Update.Settle(item, result))
            {
                open.Add(item.Update);
            }
        }

        return [.. open];
    }

    private void Remember(PlannedUpdate item, UpdateResult result)
    {
        if (item.Resize is null && result.IsDone)
        {
            accepted.Add(item.Pod, time.GetUtcNow());
        }
        else if (item.Resize is { } resize && result.LacksNodeCapacity)
        {
            infeasible.Add(item.Pod, resize.Resize.Attempt);
        }
        else if (item.Resize is not null && result.IsDone)
        {
            infeasible.Remove(item.Pod);
        }
    }
}
