using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Vpa.Storage.Mirroring;

/// <summary>
/// An entry of the mirror, little endian: a mark, the lengths of identifier and frame, a CRC-32C of all but the mark, identifier, frame. An empty
/// frame says that the record was deleted. The mark lets a reader find the next entry behind damage.
/// </summary>
internal static class MirrorEntry
{
    /// <summary>Bytes before the identifier.</summary>
    public const int HeaderLength = 4 + sizeof(ushort) + sizeof(int) + sizeof(uint);

    /// <summary>No record comes near it: LiteDB takes documents of up to 16 MiB.</summary>
    public const int MaxFrameLength = 16 << 20;

    private const int IdLengthAt = 4;
    private const int FrameLengthAt = IdLengthAt + sizeof(ushort);
    private const int ChecksumAt = FrameLengthAt + sizeof(int);

    /// <summary>What every entry begins with.</summary>
    public static ReadOnlySpan<byte> Mark => "vpaM"u8;

    /// <summary>Bytes of an entry.</summary>
    public static int LengthOf(string id, int frameLength) => HeaderLength + Encoding.UTF8.GetByteCount(id) + frameLength;

    /// <summary>Writes an entry.</summary>
    public static void Write(IBufferWriter<byte> to, string id, ReadOnlySpan<byte> frame)
    {
        var idLength = Encoding.UTF8.GetByteCount(id);
        var entry = to.GetSpan(HeaderLength + idLength + frame.Length)[..(HeaderLength + idLength + frame.Length)];
        Mark.CopyTo(entry);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[IdLengthAt..], (ushort)idLength);
        BinaryPrimitives.WriteInt32LittleEndian(entry[FrameLengthAt..], frame.Length);
        Encoding.UTF8.GetBytes(id, entry[HeaderLength..]);
        frame.CopyTo(entry[(HeaderLength + idLength)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[ChecksumAt..], Checksum(entry));
        to.Advance(entry.Length);
    }

    /// <summary>Reads the lengths from a header; false when it cannot be one.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> header, out int idLength, out int frameLength)
    {
        idLength = BinaryPrimitives.ReadUInt16LittleEndian(header[IdLengthAt..]);
        frameLength = BinaryPrimitives.ReadInt32LittleEndian(header[FrameLengthAt..]);
        return header.StartsWith(Mark) && idLength is > 0 and <= RecordId.MaxLength && frameLength is >= 0 and <= MaxFrameLength;
    }

    /// <summary>Whether the checksum of a whole entry holds.</summary>
    public static bool IsSound(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadUInt32LittleEndian(entry[ChecksumAt..]) == Checksum(entry);

    private static uint Checksum(ReadOnlySpan<byte> entry) =>
        ~Crc32C.Append(Crc32C.Append(Crc32C.Start, entry[IdLengthAt..ChecksumAt]), entry[HeaderLength..]);
}
