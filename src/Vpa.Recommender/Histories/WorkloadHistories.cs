using System.Diagnostics.CodeAnalysis;
using Vpa.Domain.Usage;
using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Histories;

/// <summary>All histories in memory, by workload. Bounded by the workloads that live or died within the retention time, not by churn of pods or labels.</summary>
internal sealed class WorkloadHistories
{
    private readonly Dictionary<WorkloadKey, WorkloadHistory> _workloads = [];

    /// <summary>How many aggregates there are.</summary>
    public int Count { get; private set; }

    /// <summary>The workloads.</summary>
    public IReadOnlyCollection<WorkloadHistory> Workloads => _workloads.Values;

    /// <summary>The history of a workload, or null.</summary>
    public WorkloadHistory? Find(WorkloadKey workload) => _workloads.GetValueOrDefault(workload);

    /// <summary>The history of a workload, a new one if there is none.</summary>
    public WorkloadHistory GetOrAdd(WorkloadKey workload)
    {
        if (!_workloads.TryGetValue(workload, out var history))
        {
            history = new WorkloadHistory(workload);
            _workloads.Add(workload, history);
        }

        return history;
    }

    /// <summary>Adds a container's history.</summary>
    public void Add(ContainerHistory history)
    {
        GetOrAdd(history.Key.Workload).Add(history);
        Count++;
    }

    /// <summary>The history of a container.</summary>
    public bool TryFind(AggregateKey key, [NotNullWhen(true)] out ContainerHistory? history)
    {
        history = Find(key.Workload)?.Find(key.Container);
        return history is not null;
    }

    /// <summary>Removes a container's history for good; whoever still holds it sees it collected and looks it up anew (R57, without Q6).</summary>
    public void Remove(ContainerHistory history)
    {
        history.IsCollected = true;
        _workloads[history.Key.Workload].Remove(history.Key.Container);
        Count--;
    }

    /// <summary>Forgets workloads that have neither pods nor histories.</summary>
    public void RemoveEmpty()
    {
        foreach (var (key, workload) in _workloads)
        {
            if (workload.PodCount == 0 && workload.Containers.Count == 0)
            {
                // Removing while enumerating is allowed since .NET Core 3.0.
                _workloads.Remove(key);
            }
        }
    }
}
