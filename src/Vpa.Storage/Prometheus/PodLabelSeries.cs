using Vpa.Domain.Workloads;
using Vpa.Recommender.Ports;

namespace Vpa.Storage.Prometheus;

/// <summary>Gathers the labels of pods (R144): of several series of a pod the one with the latest value counts.</summary>
internal sealed class PodLabelSeries(PrometheusOptions options)
{
    private readonly Dictionary<NamespacedName, (DateTimeOffset At, IReadOnlyDictionary<string, string> Labels)> _pods = [];

    /// <summary>How many series lacked the pod's name or namespace.</summary>
    public int Unassigned { get; private set; }

    /// <summary>Takes in a series.</summary>
    public void Add(PrometheusSeries series)
    {
        if (!series.Labels.TryGetValue(options.PodNamespaceLabel, out var @namespace) || !series.Labels.TryGetValue(options.PodNameLabel, out var name))
        {
            Unassigned++;
            return;
        }

        var pod = new NamespacedName(@namespace, name);
        var at = series.Points.Count == 0 ? DateTimeOffset.MinValue : series.Points[^1].At;
        if (!_pods.TryGetValue(pod, out var known) || at > known.At)
        {
            _pods[pod] = (at, LabelsOf(series.Labels));
        }
    }

    /// <summary>The labels of each pod.</summary>
    public IReadOnlyList<ArchivedPodLabels> ToLabels() => [.. _pods.Select(p => new ArchivedPodLabels(p.Key, p.Value.Labels))];

    private Dictionary<string, string> LabelsOf(IReadOnlyDictionary<string, string> labels) => labels
        .Where(l => l.Key.StartsWith(options.PodLabelPrefix, StringComparison.Ordinal))
        .ToDictionary(l => l.Key[options.PodLabelPrefix.Length..], l => l.Value, StringComparer.Ordinal);
}
