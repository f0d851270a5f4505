using System.Buffers.Binary;
using System.Numerics;

namespace Vpa.Storage;

/// <summary>CRC-32C (Castagnoli), which processors compute themselves.</summary>
internal static class Crc32C
{
    /// <summary>The state before the first byte; the checksum is the complement of the state after the last.</summary>
    public const uint Start = uint.MaxValue;

    /// <summary>The state after more bytes.</summary>
    public static uint Append(uint state, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes)
        {
            state = BitOperations.Crc32C(state, b);
        }

        return state;
    }
}
