namespace Vpa.Simulation.Metrics;

/// <summary>All that one scrape yielded, ordered by name; immutable, swapped in as a whole.</summary>
internal sealed record MetricsSnapshot(IReadOnlyList<MeasuredPod> Pods, IReadOnlyList<MeasuredNode> Nodes)
{
    public static readonly MetricsSnapshot Empty = new([], []);
}
