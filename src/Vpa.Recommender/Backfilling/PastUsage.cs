using Vpa.Domain.Quantities;
using Vpa.Domain.Usage;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Backfilling;

/// <summary>
/// Fetched usage, folded by the normal rules for samples into one aggregate for each container of each pod (R146): whose pod it was is found out later,
/// when the pods are known. So memory grows with containers, not with the length of the past.
/// </summary>
/// <param name="options">Half-lives and windows; policies of VPAs play no part in the past.</param>
/// <param name="until">The end of the past.</param>
/// <param name="namespaces">The namespaces that matter; the rest is passed over.</param>
internal sealed class PastUsage(AggregationOptions options, DateTimeOffset until, IReadOnlySet<string> namespaces)
{
    private readonly Dictionary<(NamespacedName Pod, string Container), ContainerAggregate> _containers = [];
    private readonly Dictionary<NamespacedName, IReadOnlyDictionary<string, string>> _labels = [];

    /// <summary>The aggregates by pod and container.</summary>
    public IReadOnlyDictionary<(NamespacedName Pod, string Container), ContainerAggregate> Containers => _containers;

    /// <summary>The labels that a pod had; empty when they are not known.</summary>
    public IReadOnlyDictionary<string, string> LabelsOf(NamespacedName pod) =>
        _labels.GetValueOrDefault(pod) ?? System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Takes in series of one resource.</summary>
    public void Add(ArchivedResource resource, IEnumerable<ArchivedSeries> series)
    {
        foreach (var one in series)
        {
            if (namespaces.Contains(one.Pod.Namespace))
            {
                Feed(WindowOf(one), resource, one.Points);
            }
        }
    }

    /// <summary>Takes in labels of pods.</summary>
    public void Add(IEnumerable<ArchivedPodLabels> labels)
    {
        foreach (var one in labels)
        {
            if (namespaces.Contains(one.Pod.Namespace))
            {
                _labels[one.Pod] = one.Labels;
            }
        }
    }

    private ContainerUsageWindow WindowOf(ArchivedSeries series)
    {
        if (!_containers.TryGetValue((series.Pod, series.Container), out var aggregate))
        {
            var key = new AggregateKey(new(series.Pod.Namespace, "Pod", series.Pod.Name), series.Container);
            aggregate = new ContainerAggregate(key, options, until);
            _containers.Add((series.Pod, series.Container), aggregate);
        }

        return aggregate.Track(series.Pod.Name);
    }

    private static void Feed(ContainerUsageWindow window, ArchivedResource resource, IReadOnlyList<ArchivedPoint> points)
    {
        foreach (var (at, value) in points)
        {
            if (resource == ArchivedResource.Cpu)
            {
                window.AddCpu(at, CpuAmount.FromCores(value));
            }
            else
            {
                window.AddMemory(at, MemoryAmount.FromRealBytes(value));
            }
        }
    }
}
