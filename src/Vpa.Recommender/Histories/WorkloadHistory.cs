using Vpa.Domain.Usage;
using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Histories;

/// <summary>The histories of one workload's containers.</summary>
/// <param name="key">The workload.</param>
internal sealed class WorkloadHistory(WorkloadKey key)
{
    private readonly Dictionary<string, ContainerHistory> _containers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ContainerAggregate> _aggregates = new(StringComparer.Ordinal);

    /// <summary>The workload.</summary>
    public WorkloadKey Key { get; } = key;

    /// <summary>Pods in the model, of any phase, that have this workload on their chain of owners (R59).</summary>
    public int PodCount { get; set; }

    /// <summary>The histories by container name.</summary>
    public IReadOnlyDictionary<string, ContainerHistory> Containers => _containers;

    /// <summary>The aggregates by container name.</summary>
    public IReadOnlyDictionary<string, ContainerAggregate> Aggregates => _aggregates;

    /// <summary>The history of a container, or null.</summary>
    public ContainerHistory? Find(string container) => _containers.GetValueOrDefault(container);

    /// <summary>Adds the history of a container that has none.</summary>
    public void Add(ContainerHistory history)
    {
        _containers.Add(history.Key.Container, history);
        _aggregates.Add(history.Key.Container, history.Aggregate);
    }

    /// <summary>Removes the history of a container.</summary>
    public void Remove(string container)
    {
        _containers.Remove(container);
        _aggregates.Remove(container);
    }
}
