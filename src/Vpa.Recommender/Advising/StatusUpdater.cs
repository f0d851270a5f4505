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

/// <summary>Computes recommendations and conditions, and has the statuses written that changed (R150).</summary>
internal sealed class StatusUpdater(
    HistoryBook book,
    HistoryBackfill backfill,
    IVpaStatusWriter writer,
    IRecommendationEventRecorder events,
    RecommenderOptions options,
    RecommenderMetrics metrics,
    RecommendationQuality quality,
    TimeProvider time,
    ILogger logger)
{
    private static readonly ImmutableDictionary<string, ContainerAggregate> NoHistories = ImmutableDictionary<string, ContainerAggregate>.Empty;

    private readonly RecommendationCalculator _calculator = new(options.Recommendation);
    private readonly MissingRecommendations _missing = new(logger);
    private readonly StatusWriting _writing = new(writer, Math.Max(options.UpdateWorkerCount, 1), logger);

    /// <summary>Serves every VPA once. Nothing that goes wrong with one keeps the others from being served.</summary>
    public async Task UpdateAsync(IReadOnlyList<ServedVpa> served, CancellationToken cancellationToken)
    {
        var counts = new VpaObjectCounts();
        if (options.UpdateWorkerCount > 0)
        {
            var changed = Compute(served, counts, time.GetUtcNow());
            var failed = await _writing.WriteAsync(changed, c => StatusNews.Tell(c.Vpa, c.Status, HistoriesOf(c.Vpa), events), cancellationToken);
            ForgetKills(served, failed);
            logger.StatusesWritten(served.Count, changed.Count, failed.Count);
        }

        _writing.Keep(served.Select(s => s.Vpa.Key).ToHashSet());
        metrics.ObjectsCounted(counts);
    }

    // Computing takes microseconds a VPA, so it is done in order on one thread; only the requests run at the same time.
    private List<StatusChange> Compute(IReadOnlyList<ServedVpa> served, VpaObjectCounts counts, DateTimeOffset now)
    {
        var changed = new List<StatusChange>();
        var without = new List<NamespacedName>();
        foreach (var (vpa, target) in served)
        {
            var status = vpa.Status;
            try
            {
                status = NextStatus(vpa, target, now);
                if (!VpaStatusEquality.AreEqual(vpa.Status, status))
                {
                    changed.Add(new(vpa, status));
                }
            }
            catch (Exception e)
            {
                // One VPA that cannot be computed costs only itself and keeps its status.
                logger.RecommendationFailed(vpa.Key.ToString(), e);
            }

            counts.Add(vpa.EffectiveMode, status);
            if (!StatusNews.HasRecommendation(status))
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
        var workload = target.Problem is null ? HistoriesOf(vpa) : null;
        var histories = workload?.Aggregates ?? NoHistories;
        var pending = target.Problem is null ? backfill.Pending(vpa.TargetKey!.Value) : null;
        var floor = pending is not null && StatusNews.HasRecommendation(vpa.Status) ? vpa.Status.Recommendation : null;
        var recommendation = _calculator.Recommend(histories, vpa.ResourcePolicy, vpa.Annotations, floor);
        if (workload is not null)
        {
            quality.Recommended(workload, recommendation);
        }

        var facts = new ConditionFacts
        {
            HasRecommendation = !recommendation.Containers.IsEmpty,
            HasPods = workload is { PodCount: > 0 },
            UnsupportedConfiguration = target.Problem,
            FetchingHistory = pending,
            LowConfidenceContainers = _calculator.ContainersOfLowConfidence(histories, vpa.ResourcePolicy),
        };
        if (facts.HasRecommendation && !StatusNews.HasRecommendation(vpa.Status))
        {
            metrics.FirstRecommendation(now - vpa.CreationTimestamp);
        }

        return new VpaStatus(recommendation, VpaConditionRules.Update(vpa.Status.Conditions, facts, now), vpa.Generation);
    }

    private WorkloadHistory? HistoriesOf(VerticalPodAutoscaler vpa) => vpa.TargetKey is { } target ? book.Find(target) : null;

    /// <summary>Kills are news until a status with their effect was written.</summary>
    private void ForgetKills(IReadOnlyList<ServedVpa> served, IReadOnlySet<NamespacedName> failed)
    {
        foreach (var (vpa, target) in served)
        {
            if (target.IsKnown && !failed.Contains(vpa.Key) && HistoriesOf(vpa) is { } workload)
            {
                foreach (var history in workload.Containers.Values)
                {
                    history.KilledPod = null;
                }
            }
        }
    }
}
