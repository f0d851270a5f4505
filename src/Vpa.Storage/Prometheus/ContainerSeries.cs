using Vpa.Domain.Workloads;
using Vpa.Recommender.Ports;

namespace Vpa.Storage.Prometheus;

/// <summary>
/// Gathers the series of a range query by container (R143). A container has several when it was restarted or its node's labels changed; of values at one
/// instant the greatest counts.
/// </summary>
internal sealed class ContainerSeries(PrometheusOptions options)
{
    private readonly Dictionary<(NamespacedName Pod, string Container), List<ArchivedPoint>> _points = [];
    private readonly HashSet<(NamespacedName Pod, string Container)> _unsorted = [];

    /// <summary>How many series lacked one of the labels that tell whose they are; the others are used all the same (unlike Q30).</summary>
    public int Unassigned { get; private set; }

    /// <summary>Takes in a series.</summary>
    public void Add(PrometheusSeries series)
    {
        if (Label(series, options.ContainerNamespaceLabel) is not { } @namespace
            || Label(series, options.ContainerPodLabel) is not { } pod
            || Label(series, options.ContainerNameLabel) is not { } container)
        {
            Unassigned++;
            return;
        }

        var key = (new NamespacedName(@namespace, pod), container);
        if (_points.TryGetValue(key, out var known))
        {
            known.AddRange(series.Points);
            _unsorted.Add(key);
        }
        else
        {
            _points.Add(key, [.. series.Points]);
        }
    }

    /// <summary>The containers' series, in the order of time.</summary>
    public IReadOnlyList<ArchivedSeries> ToSeries() =>
        [.. _points.Select(p => new ArchivedSeries(p.Key.Pod, p.Key.Container, _unsorted.Contains(p.Key) ? Joined(p.Value) : p.Value))];

    private static string? Label(in PrometheusSeries series, string name) => series.Labels.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    private static List<ArchivedPoint> Joined(List<ArchivedPoint> points)
    {
        points.Sort(static (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : b.Value.CompareTo(a.Value));
        var joined = new List<ArchivedPoint>(points.Count);
        foreach (var point in points)
        {
            if (joined.Count == 0 || joined[^1].At != point.At)
            {
                joined.Add(point);
            }
        }

        return joined;
    }
}
