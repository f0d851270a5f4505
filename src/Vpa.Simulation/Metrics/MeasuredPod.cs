namespace Vpa.Simulation.Metrics;

/// <summary>What was measured of one pod.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Name">The pod's name.</param>
/// <param name="Labels">The pod's labels.</param>
/// <param name="Timestamp">End of the measurement.</param>
/// <param name="Window">Length of the measurement, positive.</param>
/// <param name="Containers">Its running containers, in the order of the spec.</param>
internal sealed record MeasuredPod(
    string Namespace,
    string Name,
    IReadOnlyDictionary<string, string> Labels,
    DateTimeOffset Timestamp,
    TimeSpan Window,
    IReadOnlyList<MeasuredContainer> Containers);
