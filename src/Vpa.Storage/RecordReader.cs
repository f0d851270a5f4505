using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Vpa.Storage;

/// <summary>Reads the body of a record. Whatever the bytes, it ends with a value or an <see cref="InvalidDataException"/>.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> body)
{
    /// <summary>Stands for an instant that is not set.</summary>
    public const long NoInstant = long.MinValue;

    private ReadOnlySpan<byte> _rest = body;

    /// <summary>Reads a number.</summary>
    public long ReadLong() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    /// <summary>Reads a real number.</summary>
    public double ReadDouble() => BitConverter.Int64BitsToDouble(ReadLong());

    /// <summary>Reads an instant; null when it is not set.</summary>
    public DateTimeOffset? ReadInstant()
    {
        var ticks = ReadLong();
        return ticks switch
        {
            NoInstant => null,
            < 0 => throw new InvalidDataException("an instant is out of range"),
            _ when ticks > DateTimeOffset.MaxValue.Ticks => throw new InvalidDataException("an instant is out of range"),
            _ => new DateTimeOffset(ticks, TimeSpan.Zero),
        };
    }

    /// <summary>Reads a count.</summary>
    public int ReadCount()
    {
        var value = 0u;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Take(1)[0];
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value <= int.MaxValue ? (int)value : throw new InvalidDataException("a count is out of range");
            }
        }

        throw new InvalidDataException("a count does not end");
    }

    /// <summary>Reads a text.</summary>
    public string ReadText() => Encoding.UTF8.GetString(Take(ReadCount()));

    /// <summary>Reads so many real numbers.</summary>
    public ImmutableArray<double> ReadDoubles(int count)
    {
        if (count > _rest.Length / sizeof(double))
        {
            throw new InvalidDataException("the record ends too early");
        }

        var values = new double[count];
        foreach (ref var value in values.AsSpan())
        {
            value = ReadDouble();
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            throw new InvalidDataException("the record ends too early");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
