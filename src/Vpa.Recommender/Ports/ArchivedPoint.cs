using System.Runtime.InteropServices;

namespace Vpa.Recommender.Ports;

/// <summary>One value of a past series.</summary>
/// <param name="At">Its instant.</param>
/// <param name="Value">Cores or bytes; finite.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ArchivedPoint(DateTimeOffset At, double Value);
