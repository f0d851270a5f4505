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
/// Reads checkpoint objects once, into the histories that the store does not know, or knows in an older state only (R128): migration from upstream, a lost
/// volume, or a replica that leads again with the file of its last time. Upstream keys them by VPA, this program by workload; the VPA's target leads from one
/// to the other. It is decided container by container.
/// </summary>
/// <remarks>
/// They become ordinary histories and expire like these (unlike Q11), so one that is too old already is passed over. As long as they cannot be listed, every cycle tries again.
/// </remarks>
internal sealed class CheckpointImport(HistoryBook book, ICheckpointObjects objects, SteadyClock clock, ILogger logger)
{
    /// <summary>
    /// By how much an object must be ahead of the store to count. A process that is killed may have written an object and not yet the file of the same cycle; the file
    /// then is the better of the two, because it is exact and has the unfinished windows.
    /// </summary>
    internal static readonly TimeSpan LeastLead = TimeSpan.FromMinutes(5);

    private Dictionary<AggregateKey, DateTimeOffset>? _stored;
    private string? _error;

    /// <summary>Whether it is over.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Imports, unless that has been done.</summary>
    public async Task ImportOnceAsync(IReadOnlyList<ServedVpa> served, CancellationToken cancellationToken)
    {
        if (IsDone)
        {
            return;
        }

        var targets = served.Where(s => s.Vpa.TargetKey is not null).ToDictionary(s => s.Vpa.Key, s => s.Vpa.TargetKey!.Value);
        _stored ??= LastStoredSamples(targets.Values);
        if (targets.Count == 0)
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
            Import(found, unused);
            _stored = null;
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

    /// <summary>What the store knew, which live samples must not make look newer when the import comes late.</summary>
    private Dictionary<AggregateKey, DateTimeOffset> LastStoredSamples(IEnumerable<WorkloadKey> targets)
    {
        var stored = new Dictionary<AggregateKey, DateTimeOffset>();
        foreach (var history in targets.SelectMany(t => book.Find(t)?.Containers.Values ?? []))
        {
            if (history.Aggregate.LastSample is { } last)
            {
                stored[history.Key] = last;
            }
        }

        return stored;
    }

    private bool Take(CheckpointObject checkpoint, Dictionary<NamespacedName, WorkloadKey> targets, Dictionary<AggregateKey, CheckpointObject> found)
    {
        if (!targets.TryGetValue(new(checkpoint.Key.Namespace, checkpoint.Vpa), out var target))
        {
            return false;
        }

        var key = new AggregateKey(target, checkpoint.Container);
        var isStored = _stored!.TryGetValue(key, out var last);
        if (checkpoint.Status is not { } status)
        {
            if (!isStored)
            {
                logger.CheckpointRefused(checkpoint.Key.ToString(), checkpoint.Problem ?? "it has no status");
            }

            return !isStored;
        }

        if (isStored && !IsAhead(status, last))
        {
            return false;
        }

        // Several VPAs may have one target; their objects tell of the same containers, so one is enough: the one that knows most.
        if (!found.TryGetValue(key, out var other) || IsBetter(checkpoint, other))
        {
            found[key] = checkpoint;
        }

        return true;
    }

    private bool IsAhead(AggregateCheckpoint status, DateTimeOffset stored) =>
        status.LastSampleStart - LeastLead > stored && !clock.IsTooFarAhead(status.LastSampleStart!.Value);

    private static bool IsBetter(CheckpointObject one, CheckpointObject other)
    {
        var (left, right) = (one.Status!, other.Status!);
        return left.LastSampleStart != right.LastSampleStart
            ? right.LastSampleStart is null || left.LastSampleStart > right.LastSampleStart
            : left.TotalSamplesCount != right.TotalSamplesCount
                ? left.TotalSamplesCount > right.TotalSamplesCount
                : string.CompareOrdinal(one.Key.Name, other.Key.Name) < 0;
    }

    private void Import(Dictionary<AggregateKey, CheckpointObject> found, int unused)
    {
        var (now, imported, replaced, expired) = (clock.Now(), 0, 0, 0);
        foreach (var (key, checkpoint) in found)
        {
            try
            {
                var aggregate = ContainerAggregate.FromCheckpoint(key, checkpoint.Status!, book.Defaults, now);
                if (aggregate.IsExpired(now))
                {
                    expired++;
                }
                else if (_stored!.ContainsKey(key))
                {
                    book.Replace(aggregate, checkpoint.Status!.LastUpdateTime ?? aggregate.LastSample!.Value);
                    replaced++;
                }
                else
                {
                    book.Import(aggregate);
                    imported++;
                }
            }
            catch (HistoryFormatException e)
            {
                logger.CheckpointRefused(checkpoint.Key.ToString(), e.Message);
            }
        }

        if (replaced > 0)
        {
            logger.NewerCheckpointsImported(replaced);
        }

        logger.CheckpointsImported(imported, expired, unused);
    }
}
