using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Vpa.Storage;

/// <summary>Writes the body of a record, little endian.</summary>
internal sealed class RecordWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1_024);

    /// <summary>Begins after the place of the version.</summary>
    public RecordWriter() => WriteByte(0);

    /// <summary>Writes a number.</summary>
    public void WriteLong(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(sizeof(long)), value);
        _buffer.Advance(sizeof(long));
    }

    /// <summary>Writes a real number, every bit of it.</summary>
    public void WriteDouble(double value) => WriteLong(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Writes an instant in ticks; <see cref="RecordReader.NoInstant"/> stands for none.</summary>
    public void WriteInstant(DateTimeOffset? instant) => WriteLong(instant?.UtcTicks ?? RecordReader.NoInstant);

    /// <summary>Writes a count, seven bits a byte.</summary>
    public void WriteCount(int count)
    {
        var rest = (uint)count;
        for (; rest >= 0x80; rest >>= 7)
        {
            WriteByte((byte)(rest | 0x80));
        }

        WriteByte((byte)rest);
    }

    /// <summary>Writes a text as UTF-8 after its length.</summary>
    public void WriteText(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        WriteCount(length);
        _buffer.Advance(Encoding.UTF8.GetBytes(text, _buffer.GetSpan(length)));
    }

    /// <summary>The finished frame.</summary>
    public byte[] Seal(string id, byte version)
    {
        var frame = new byte[_buffer.WrittenCount + RecordFrame.Overhead - 1];
        _buffer.WrittenSpan.CopyTo(frame);
        RecordFrame.Seal(id, version, frame);
        return frame;
    }

    private void WriteByte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }
}
