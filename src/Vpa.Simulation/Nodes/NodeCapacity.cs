namespace Vpa.Simulation.Nodes;

/// <summary>A node and what it can hold.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="CpuNanocores">Allocatable CPU in nanocores.</param>
/// <param name="MemoryBytes">Allocatable memory in bytes.</param>
/// <param name="MaxPods">Most pods at a time.</param>
/// <param name="Labels">The node's labels.</param>
internal sealed record NodeCapacity(
    string Name, long CpuNanocores, long MemoryBytes, int MaxPods, IReadOnlyDictionary<string, string> Labels);
