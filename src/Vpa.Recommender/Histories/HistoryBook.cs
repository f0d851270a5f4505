using Vpa.Domain.Histograms;
using Vpa.Domain.Usage;
using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Histories;

/// <summary>
/// All histories in memory, by workload, and what of them is not stored yet. Bounded by the workloads that live or died within the
/// retention time, not by churn of pods or labels.
/// </summary>
/// <param name="defaults">The parameters of aggregates without overrides.</param>
internal sealed class HistoryBook(AggregationOptions defaults)
{
    private readonly Dictionary<WorkloadKey, WorkloadHistory> _workloads = [];
    private readonly HashSet<AggregateKey> _undeleted = [];

    /// <summary>The parameters of aggregates without overrides.</summary>
    public AggregationOptions Defaults => defaults;

    /// <summary>How many aggregates there are.</summary>
    public int Count { get; private set; }

    /// <summary>The workloads.</summary>
    public IReadOnlyCollection<WorkloadHistory> Workloads => _workloads.Values;

    /// <summary>Every container's history.</summary>
    public IEnumerable<ContainerHistory> Histories => _workloads.Values.SelectMany(w => w.Containers.Values);

    /// <summary>The latest sample of all; null without any.</summary>
    public DateTimeOffset? LatestSample => Histories.Max(h => h.Aggregate.LastSample);

    /// <summary>Keys of collected and refused aggregates that the store may still hold.</summary>
    public IReadOnlyCollection<AggregateKey> Undeleted => _undeleted;

    /// <summary>The histories of a workload, or null.</summary>
    public WorkloadHistory? Find(WorkloadKey workload) => _workloads.GetValueOrDefault(workload);

    /// <summary>The histories of a workload; creates an empty one if there is none.</summary>
    public WorkloadHistory Workload(WorkloadKey key)
    {
        if (!_workloads.TryGetValue(key, out var workload))
        {
            workload = new WorkloadHistory(key);
            _workloads.Add(key, workload);
        }

        return workload;
    }

    /// <summary>A container's history; creates an empty one if there is none (R56, R57).</summary>
    public ContainerHistory GetOrAdd(AggregateKey key, DateTimeOffset now)
    {
        var workload = Workload(key.Workload);
        if (workload.Find(key.Container) is { } known)
        {
            return known;
        }

        var history = new ContainerHistory(new ContainerAggregate(key, defaults, now));
        workload.Add(history);
        _undeleted.Remove(key);
        Count++;
        return history;
    }

    /// <summary>Takes in a stored history.</summary>
    /// <exception cref="HistoryFormatException">Its numbers cannot be a history.</exception>
    public void Restore(AggregateSnapshot snapshot)
    {
        var history = new ContainerHistory(ContainerAggregate.FromSnapshot(snapshot, defaults));
        var workload = Workload(snapshot.Key.Workload);
        if (workload.Find(snapshot.Key.Container) is null)
        {
            workload.Add(history);
            Count++;
        }
    }

    /// <summary>
    /// Adds a history from a checkpoint object: as the container's history, or, when it has one by now, to it (R66). The object's samples are older than
    /// any this program has seen.
    /// </summary>
    public void Import(ContainerAggregate imported)
    {
        var workload = Workload(imported.Key.Workload);
        if (workload.Find(imported.Key.Container) is { } known)
        {
            known.Aggregate.Merge(imported);
            return;
        }

        workload.Add(new ContainerHistory(imported));
        _undeleted.Remove(imported.Key);
        Count++;
    }

    /// <summary>
    /// Puts a newer state of a container's history, from a checkpoint object, in the place of the one held. Windows that were unfinished when the object was written,
    /// which it therefore leaves out, go on.
    /// </summary>
    /// <param name="newer">The newer state.</param>
    /// <param name="writtenAt">When the object was written.</param>
    public void Replace(ContainerAggregate newer, DateTimeOffset writtenAt)
    {
        if (_workloads.GetValueOrDefault(newer.Key.Workload)?.Find(newer.Key.Container) is { } older)
        {
            newer.TakeOverUnfinished(older.Aggregate, writtenAt);
            Remove(older);
        }

        Import(newer);
    }

    /// <summary>Removes a history for good. Whoever still holds it sees that it was collected and looks it up anew (R57, without Q6).</summary>
    public void Remove(ContainerHistory history)
    {
        history.IsCollected = true;
        _workloads[history.Key.Workload].Remove(history.Key.Container);
        _undeleted.Add(history.Key);
        Count--;
    }

    /// <summary>Notes that the store holds something unusable under this key, which is to be deleted.</summary>
    public void Refuse(AggregateKey key) => _undeleted.Add(key);

    /// <summary>Notes that the store holds these no longer.</summary>
    public void Deleted(IEnumerable<AggregateKey> keys) => _undeleted.ExceptWith(keys);

    /// <summary>Forgets workloads that have neither pods nor histories.</summary>
    public void RemoveEmptyWorkloads()
    {
        foreach (var (key, workload) in _workloads)
        {
            if (workload.PodCount == 0 && workload.Containers.Count == 0)
            {
                _workloads.Remove(key);
            }
        }
    }
}
