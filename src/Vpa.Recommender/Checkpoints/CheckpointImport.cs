using Microsoft.Extensions.Logging;
using Vpa.Domain.Histograms;
using Vpa.Domain.Usage;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Histories;
using Vpa.Recommender.Loading;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Checkpoints;

/// <summary>
/// Reads checkpoint objects once, into the histories of targeted workloads of which the store knew nothing (R128): migration from upstream, or a lost
/// volume. Upstream keys them by VPA, this program by workload; the VPA's target leads from one to the other.
/// </summary>
/// <remarks>
/// They become ordinary histories and expire like these (unlike Q11), so one that is too old already is passed over. As long as they cannot be listed, every cycle tries again.
/// </remarks>
internal sealed class CheckpointImport(HistoryBook book, ICheckpointObjects objects, ILogger logger)
{
    private HashSet<WorkloadKey>? _unknown;
    private string? _error;

    /// <summary>Whether it is over.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Imports, unless that has been done.</summary>
    public async Task ImportOnceAsync(IReadOnlyList<ServedVpa> served, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (IsDone)
        {
            return;
        }

        var targets = served.Where(s => s.Vpa.TargetKey is not null).ToDictionary(s => s.Vpa.Key, s => s.Vpa.TargetKey!.Value);
        _unknown ??= [.. targets.Values.Where(t => book.Find(t) is not { Containers.Count: > 0 })];
        if (_unknown.Count == 0)
        {
            IsDone = true;
            return;
        }

        try
        {
            var found = new Dictionary<AggregateKey, CheckpointObject>();
            var unused = 0;
            await objects.ListAsync(withStatus: true, c => unused += Take(c, targets, found) ? 0 : 1, cancellationToken);
            IsDone = true;
            Import(found, unused, now);
        }
        catch (CheckpointsUnavailableException e)
        {
            if (_error != e.Message)
            {
                _error = e.Message;
                logger.CheckpointsNotImported(e.Message);
            }
        }
    }

    private bool Take(CheckpointObject checkpoint, Dictionary<NamespacedName, WorkloadKey> targets, Dictionary<AggregateKey, CheckpointObject> found)
    {
        if (!targets.TryGetValue(new(checkpoint.Key.Namespace, checkpoint.Vpa), out var target) || !_unknown!.Contains(target))
        {
            return false;
        }

        if (checkpoint.Status is null)
        {
            logger.CheckpointRefused(checkpoint.Key.ToString(), checkpoint.Problem ?? "it has no status");
            return true;
        }

        // Several VPAs may have one target; their objects tell of the same containers, so one is enough: the one that knows most.
        var key = new AggregateKey(target, checkpoint.Container);
        if (!found.TryGetValue(key, out var other) || IsBetter(checkpoint, other))
        {
            found[key] = checkpoint;
        }

        return true;
    }

    private static bool IsBetter(CheckpointObject one, CheckpointObject other)
    {
        var (left, right) = (one.Status!, other.Status!);
        return left.LastSampleStart != right.LastSampleStart
            ? right.LastSampleStart is null || left.LastSampleStart > right.LastSampleStart
            : left.TotalSamplesCount != right.TotalSamplesCount
                ? left.TotalSamplesCount > right.TotalSamplesCount
                : string.CompareOrdinal(one.Key.Name, other.Key.Name) < 0;
    }

    private void Import(Dictionary<AggregateKey, CheckpointObject> found, int unused, DateTimeOffset now)
    {
        var (imported, expired) = (0, 0);
        foreach (var (key, checkpoint) in found)
        {
            try
            {
                var aggregate = ContainerAggregate.FromCheckpoint(key, checkpoint.Status!, book.Defaults, now);
                if (aggregate.IsExpired(now))
                {
                    expired++;
                    continue;
                }

                book.Import(aggregate);
                imported++;
            }
            catch (HistoryFormatException e)
            {
                logger.CheckpointRefused(checkpoint.Key.ToString(), e.Message);
            }
        }

        logger.CheckpointsImported(imported, expired, unused);
    }
}
