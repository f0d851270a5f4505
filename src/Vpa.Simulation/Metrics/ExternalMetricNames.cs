namespace Vpa.Simulation.Metrics;

/// <summary>How the containers' usage is served as external metrics.</summary>
/// <param name="Cpu">The metric of CPU usage, in cores.</param>
/// <param name="Memory">The metric of memory usage, in bytes.</param>
/// <param name="ContainerLabel">The metric label with the container's name.</param>
public sealed record ExternalMetricNames(string Cpu, string Memory, string ContainerLabel);
