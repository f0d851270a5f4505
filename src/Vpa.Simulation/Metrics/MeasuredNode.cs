using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Metrics;

/// <summary>What was measured of one node: its pods and the system itself.</summary>
internal sealed record MeasuredNode(
    string Name, IReadOnlyDictionary<string, string> Labels, DateTimeOffset Timestamp, TimeSpan Window, ContainerUsage Usage);
