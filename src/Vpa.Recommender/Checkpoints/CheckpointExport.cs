using Microsoft.Extensions.Logging;
using Vpa.Domain.Policies;
using Vpa.Domain.Usage;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Backfilling;
using Vpa.Recommender.Histories;
using Vpa.Recommender.Loading;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Checkpoints;

/// <summary>
/// Writes histories as checkpoint objects, for upstream or a replica without the volume to go on from (R130 to R134): what changed, those first that
/// were not written for the longest time, so many a cycle at most, and beside the cycles, which do not wait.
/// </summary>
internal sealed class CheckpointExport(
    HistoryBook book,
    HistoryBackfill backfill,
    ICheckpointObjects objects,
    CheckpointOptions options,
    int workers,
    RecommenderMetrics metrics,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>Objects a cycle at most: a third of what the client may send in the default interval of a minute.</summary>
    internal const int MaxPerCycle = 1_000;

    private readonly Dictionary<(NamespacedName Vpa, string Container), Written> _written = [];
    private Task<List<Due>> _running = Task.FromResult<List<Due>>([]);

    /// <summary>Begins to write what is due, unless writing is still under way.</summary>
    public void Begin(IReadOnlyList<ServedVpa> served, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!_running.IsCompleted)
        {
            return;
        }

        foreach (var done in _running.IsCompletedSuccessfully ? _running.Result : [])
        {
            _written[(done.Vpa, done.Container)] = new(done.History, done.Version, done.At);
        }

        var due = FindDue(served);
        var batch = due.Take(MaxPerCycle).Select(d => (d, d.History.Aggregate.ToCheckpoint(now))).ToList();
        if (batch.Count > 0)
        {
            _running = WriteAsync(batch, due.Count - batch.Count, cancellationToken);
        }
        else
        {
            _running = Task.FromResult<List<Due>>([]);
        }
    }

    /// <summary>Waits until nothing is being written.</summary>
    public Task StopAsync() => _running;

    private List<Due> FindDue(IReadOnlyList<ServedVpa> served)
    {
        var now = time.GetTimestamp();
        var due = new List<(Due Due, long Since)>();
        var known = new HashSet<(NamespacedName, string)>();
        foreach (var (vpa, _) in served)
        {
            if (vpa.TargetKey is not { } target || book.Find(target) is not { } workload || IsFetchingHistory(vpa, target))
            {
                continue;
            }

            foreach (var history in workload.Containers.Values.Where(h => !h.IsEmpty))
            {
                known.Add((vpa.Key, history.Key.Container));
                var isWritten = _written.TryGetValue((vpa.Key, history.Key.Container), out var written);
                if (!isWritten || (!written.IsCurrent(history) && time.GetElapsedTime(written.At) >= options.WriteInterval))
                {
                    due.Add((new(vpa.Key, history.Key.Container, history, history.Aggregate.Version, now), isWritten ? written.At : long.MinValue));
                }
            }
        }

        foreach (var gone in _written.Keys.Where(k => !known.Contains(k)).ToList())
        {
            _written.Remove(gone);
        }

        return [.. due.OrderBy(d => d.Since).Select(d => d.Due)];
    }

    // An object must not tell of less than it did while the past is still to come, be it from our archive or somebody else's (R130).
    private bool IsFetchingHistory(VerticalPodAutoscaler vpa, WorkloadKey target) =>
        backfill.Pending(target) is not null || vpa.Status.Condition(VpaConditionTypes.FetchingHistory)?.Status == "True";

    private async Task<List<Due>> WriteAsync(List<(Due Due, AggregateCheckpoint Status)> batch, int left, CancellationToken cancellationToken)
    {
        var done = new List<Due>();
        var (begun, failed, reason) = (0, 0, "");
        var start = time.GetTimestamp();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, workers), CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForEachAsync(batch, parallel, async (item, cancel) =>
            {
                // The deadline is looked at between objects, and each worker writes one whatever it says, so that there is progress in any case (R131, R132).
                if (Interlocked.Increment(ref begun) > parallel.MaxDegreeOfParallelism && time.GetElapsedTime(start) >= options.WriteTimeout)
                {
                    return;
                }

                try
                {
                    await objects.WriteAsync(item.Due.Vpa, item.Due.Container, item.Status, cancel);
                    metrics.History.CheckpointWritten(isError: false);
                    lock (done)
                    {
                        done.Add(item.Due);
                    }
                }
                catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
                {
                    // Nobody waits for this, so nothing may end it unheard.
                    metrics.History.CheckpointWritten(isError: true);
                    lock (done)
                    {
                        (failed, reason) = (failed + 1, failed == 0 ? e.Message : reason);
                    }
                }
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The program ends.
        }

        if (failed > 0)
        {
            logger.CheckpointsNotWritten(failed, batch.Count, reason);
        }

        logger.CheckpointsWritten(done.Count, left + batch.Count - done.Count - failed);
        return done;
    }

    /// <summary>The state that an object holds.</summary>
    private readonly record struct Written(ContainerHistory History, long Version, long At)
    {
        public bool IsCurrent(ContainerHistory history) => ReferenceEquals(History, history) && Version == history.Aggregate.Version;
    }

    /// <summary>An object to write.</summary>
    private sealed record Due(NamespacedName Vpa, string Container, ContainerHistory History, long Version, long At);
}
