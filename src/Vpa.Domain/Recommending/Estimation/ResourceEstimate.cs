using System.Runtime.InteropServices;
using Vpa.Domain.Quantities;

namespace Vpa.Domain.Recommending.Estimation;

/// <summary>Amounts estimated for one container.</summary>
/// <param name="Cpu">CPU.</param>
/// <param name="Memory">Memory.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ResourceEstimate(CpuAmount Cpu, MemoryAmount Memory);
