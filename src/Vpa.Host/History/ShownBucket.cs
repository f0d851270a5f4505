using System.Runtime.InteropServices;

namespace Vpa.Host.History;

/// <summary>A bucket of a chart.</summary>
/// <param name="From">Its start.</param>
/// <param name="To">Its end.</param>
/// <param name="Share">Its share of the weight, from 0 to 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ShownBucket(double From, double To, double Share);
