using System.Runtime.InteropServices;

namespace Vpa.Admission.Wire;

/// <summary>
/// Where a JSON value lies in the bytes it was read from, so that it can be decoded once it is known what it is. Default for a value
/// that is absent or null.
/// </summary>
/// <param name="Start">Offset of its first byte.</param>
/// <param name="Length">Number of its bytes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JsonRange(int Start, int Length)
{
    /// <summary>Whether there is no value.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The value's bytes.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> json) => json.Slice(Start, Length);
}
