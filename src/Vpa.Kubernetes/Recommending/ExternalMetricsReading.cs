using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Wire;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Recommending;

/// <summary>Joins the answers about one pod. A resource without a value stays unknown, which is not zero (unlike Q19).</summary>
internal sealed class ExternalMetricsReading(NamespacedName pod, string containerLabel)
{
    private readonly Dictionary<string, (Quantity? Cpu, Quantity? Memory)> _containers = new(StringComparer.Ordinal);
    private DateTimeOffset? _timestamp;

    /// <summary>The pod.</summary>
    public NamespacedName Pod => pod;

    /// <summary>How many items could not be read.</summary>
    public int Unreadable { get; private set; }

    /// <summary>The pod's usage; null when no answer had anything usable.</summary>
    public PodUsage? Usage => _timestamp is { } at && _containers.Count > 0
        ? new PodUsage(pod, at, [.. _containers.Select(c => new ContainerUsage(c.Key, c.Value.Cpu, c.Value.Memory))])
        : null;

    /// <summary>Takes in the items of one answer. The pod's time is that of the first item of the last answer that has any.</summary>
    /// <param name="items">The items; null stands for one that was no item at all.</param>
    /// <param name="isCpu">Whether they are CPU, else memory.</param>
    public void Add(IReadOnlyList<WireExternalMetric?> items, bool isCpu)
    {
        var timestamp = items.Select(i => i?.Timestamp).FirstOrDefault(t => t is not null);
        foreach (var item in items)
        {
            if (item is null || timestamp is null || !Quantity.TryParse(item.Value ?? "", out var value))
            {
                Unreadable++;
            }
            else if (item.MetricLabels is { } labels && labels.TryGetValue(containerLabel, out var container) && container.Length > 0)
            {
                var known = _containers.GetValueOrDefault(container);
                _containers[container] = isCpu ? (value, known.Memory) : (known.Cpu, value);
            }
        }

        _timestamp = timestamp ?? _timestamp;
    }
}
