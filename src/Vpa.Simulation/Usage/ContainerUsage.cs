using System.Runtime.InteropServices;

namespace Vpa.Simulation.Usage;

/// <summary>What a container uses at an instant.</summary>
/// <param name="CpuNanocores">CPU in nanocores, never negative.</param>
/// <param name="MemoryBytes">Working set in bytes, never negative, whole pages of 4096.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ContainerUsage(long CpuNanocores, long MemoryBytes);
