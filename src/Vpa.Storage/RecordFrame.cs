using System.Buffers.Binary;
using System.Text;

namespace Vpa.Storage;

/// <summary>
/// The wrapping of a stored record: one byte of codec version, the body, and a CRC-32C of identifier, version and body (little
/// endian), so that a flipped bit or a record under a wrong identifier is noticed.
/// </summary>
internal static class RecordFrame
{
    private const int ChecksumLength = sizeof(uint);

    /// <summary>Bytes a frame adds to its body.</summary>
    public const int Overhead = 1 + ChecksumLength;

    /// <summary>Completes a frame whose body was written from index 1 on and whose last four bytes are free.</summary>
    public static void Seal(string id, byte version, Span<byte> frame)
    {
        frame[0] = version;
        var covered = frame[..^ChecksumLength];
        BinaryPrimitives.WriteUInt32LittleEndian(frame[^ChecksumLength..], Checksum(id, covered));
    }

    /// <summary>Checks a frame and gives its version and body; false when it is damaged.</summary>
    public static bool TryOpen(string id, ReadOnlySpan<byte> frame, out byte version, out ReadOnlySpan<byte> body)
    {
        version = 0;
        body = default;
        if (frame.Length < Overhead)
        {
            return false;
        }

        var covered = frame[..^ChecksumLength];
        if (BinaryPrimitives.ReadUInt32LittleEndian(frame[^ChecksumLength..]) != Checksum(id, covered))
        {
            return false;
        }

        version = covered[0];
        body = covered[1..];
        return true;
    }

    /// <summary>The checksum a whole frame carries, for telling frames apart.</summary>
    public static uint ChecksumOf(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32LittleEndian(frame[^ChecksumLength..]);

    private static uint Checksum(string id, ReadOnlySpan<byte> covered)
    {
        Span<byte> name = stackalloc byte[RecordId.MaxLength];
        var length = Encoding.UTF8.GetBytes(id, name);
        return ~Crc32C.Append(Crc32C.Append(Crc32C.Start, name[..length]), covered);
    }
}
