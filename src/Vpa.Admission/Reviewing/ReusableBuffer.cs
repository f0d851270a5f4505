using System.Buffers;

namespace Vpa.Admission.Reviewing;

/// <summary>A buffer that a thread fills and empties again and again.</summary>
internal static class ReusableBuffer
{
    private const int First = 2048;

    /// <summary>A rare large reply must not hold its memory for good.</summary>
    private const int Largest = 64 * 1024;

    /// <summary>The buffer in a thread's field, empty; a new one where there is none or it has grown too large.</summary>
    public static ArrayBufferWriter<byte> Take(ref ArrayBufferWriter<byte>? kept)
    {
        if (kept is null || kept.Capacity > Largest)
        {
            return kept = new(First);
        }

        kept.ResetWrittenCount();
        return kept;
    }
}
