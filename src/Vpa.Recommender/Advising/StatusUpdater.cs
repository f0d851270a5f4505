using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Vpa.Domain.Policies;
using Vpa.Domain.Recommending;
using Vpa.Domain.Recommending.Conditions;
using Vpa.Domain.Usage;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Backfilling;
using Vpa.Recommender.Histories;
using Vpa.Recommender.Loading;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Advising;

/// <summary>Computes recommendations and conditions, and writes the statuses that changed, several at a time (R150).</summary>
internal sealed class StatusUpdater(
    HistoryBook book,
    HistoryBackfill backfill,
    IVpaStatusWriter writer,
    RecommenderOptions options,
    RecommenderMetrics metrics,
    TimeProvider time,
    ILogger logger)
{
    private static readonly ImmutableDictionary<string, ContainerAggregate> NoHistories = ImmutableDictionary<string, ContainerAggregate>.Empty;

    private readonly RecommendationCalculator _calculator = new(options.Recommendation);
    private readonly MissingRecommendations _missing = new(logger);

    /// <summary>Serves every VPA once. Nothing that goes wrong with one keeps the others from being served.</summary>
    public async Task UpdateAsync(IReadOnlyList<ServedVpa> served, CancellationToken cancellationToken)
    {
        var counts = new VpaObjectCounts();
        if (options.UpdateWorkerCount > 0)
        {
            var changed = Compute(served, counts, time.GetUtcNow());
            var failed = await WriteAsync(changed, cancellationToken);
            logger.StatusesWritten(served.Count, changed.Count, failed);
        }

        metrics.ObjectsCounted(counts);
    }

    // Computing takes microseconds a VPA, so it is done in order on one thread; only the requests run at the same time.
    private List<(VerticalPodAutoscaler Vpa, VpaStatus Status)> Compute(IReadOnlyList<ServedVpa> served, VpaObjectCounts counts, DateTimeOffset now)
    {
        var changed = new List<(VerticalPodAutoscaler, VpaStatus)>();
        var without = new List<NamespacedName>();
        foreach (var (vpa, target) in served)
        {
            var status = vpa.Status;
            try
            {
                status = NextStatus(vpa, target, now);
                if (!VpaStatusEquality.AreEqual(vpa.Status, status))
                {
                    changed.Add((vpa, status));
                }
            }
            catch (Exception e)
            {
                // One VPA that cannot be computed costs only itself and keeps its status.
                logger.RecommendationFailed(vpa.Key.ToString(), e);
            }

            counts.Add(vpa.EffectiveMode, status);
            if (!HasRecommendation(status))
            {
                without.Add(vpa.Key);
            }
        }

        _missing.Note(without, now);
        return changed;
    }

    private VpaStatus NextStatus(VerticalPodAutoscaler vpa, TargetCheck target, DateTimeOffset now)
    {
        if (!target.IsKnown)
        {
            // A failed look-up changes nothing: the last recommendation stays.
            logger.TargetUnknown(vpa.Key.ToString());
            return vpa.Status;
        }

        // A target that cannot be used matches no pods and so loses its recommendation (R97), but not its history.
        var workload = target.Problem is null ? book.Find(vpa.TargetKey!.Value) : null;
        var histories = workload?.Aggregates ?? NoHistories;
        var pending = target.Problem is null ? backfill.Pending(vpa.TargetKey!.Value) : null;
        var floor = pending is not null && HasRecommendation(vpa.Status) ? vpa.Status.Recommendation : null;
        var recommendation = _calculator.Recommend(histories, vpa.ResourcePolicy, vpa.Annotations, floor);
        var facts = new ConditionFacts
        {
            HasRecommendation = !recommendation.Containers.IsEmpty,
            HasPods = workload is { PodCount: > 0 },
            UnsupportedConfiguration = target.Problem,
            FetchingHistory = pending,
            LowConfidenceContainers = _calculator.ContainersOfLowConfidence(histories, vpa.ResourcePolicy),
        };
        if (facts.HasRecommendation && !HasRecommendation(vpa.Status))
        {
            metrics.FirstRecommendation(now - vpa.CreationTimestamp);
        }

        return new VpaStatus(recommendation, VpaConditionRules.Update(vpa.Status.Conditions, facts, now), vpa.Generation);
    }

    // R61: what the status says counts only together with its condition.
    private static bool HasRecommendation(VpaStatus status) =>
        status.Condition(VpaConditionTypes.RecommendationProvided) is { Status: "True" } && status.Recommendation is { Containers.IsEmpty: false };

    private async Task<int> WriteAsync(List<(VerticalPodAutoscaler Vpa, VpaStatus Status)> changed, CancellationToken cancellationToken)
    {
        var failed = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.UpdateWorkerCount, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(changed, parallel, async (change, ct) =>
        {
            if (await WriteOneAsync(change.Vpa, change.Status, ct) == StatusWriteOutcome.Failed)
            {
                Interlocked.Increment(ref failed);
            }
        });
        return failed;
    }

    private async Task<StatusWriteOutcome> WriteOneAsync(VerticalPodAutoscaler vpa, VpaStatus status, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteStatusAsync(vpa.Key, status, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The port promises not to throw; if it does, the other VPAs are still to be served.
            logger.StatusNotWritten(vpa.Key.ToString(), e);
            return StatusWriteOutcome.Failed;
        }
    }
}
