using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Metrics;

/// <summary>What was measured of one container.</summary>
internal sealed record MeasuredContainer(string Name, ContainerUsage Usage);
