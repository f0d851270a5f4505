using Vpa.Domain.Quantities;

namespace Vpa.Recommender.Ports;

/// <summary>What one container used. Null means unknown, which is not zero.</summary>
/// <param name="Container">The container's name.</param>
/// <param name="Cpu">CPU in cores, or null when it was absent or unreadable.</param>
/// <param name="Memory">Memory in bytes, or null when it was absent or unreadable.</param>
public readonly record struct ContainerUsage(string Container, Quantity? Cpu, Quantity? Memory);
