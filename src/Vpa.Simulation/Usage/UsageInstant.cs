using System.Runtime.InteropServices;

namespace Vpa.Simulation.Usage;

/// <summary>All that a usage shape may depend on.</summary>
/// <param name="Seed">Distinguishes containers and resources; equal seeds give equal noise.</param>
/// <param name="SinceStart">Time since the container's present start; never negative.</param>
/// <param name="Wall">The wall clock, for shapes that follow the day.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct UsageInstant(ulong Seed, TimeSpan SinceStart, DateTimeOffset Wall);
