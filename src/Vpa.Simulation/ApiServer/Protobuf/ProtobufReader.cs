using System.Text;

namespace Vpa.Simulation.ApiServer;

/// <summary>Reads the fields of one protobuf message: varints and length-delimited values, which is all that Kubernetes' types use.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    public int Number { get; private set; }

    /// <summary>The value of a varint field.</summary>
    public long Whole { get; private set; }

    /// <summary>The value of a length-delimited field.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    public readonly bool IsZero => Whole == 0 && Bytes.IsEmpty;

    /// <summary>Goes to the next field; false at the end.</summary>
    /// <exception cref="FormatException">Not protobuf, or a wire type that Kubernetes does not use.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint();
        Number = (int)(tag >> 3);
        Whole = 0;
        Bytes = default;
        switch (tag & 7)
        {
            case 0:
                Whole = (long)Varint();
                return true;
            case 2:
                var length = Varint();
                if (length > (ulong)_rest.Length)
                {
                    throw new FormatException("a protobuf field is longer than its message");
                }

                Bytes = _rest[..(int)length];
                _rest = _rest[(int)length..];
                return true;
            default:
                throw new FormatException($"protobuf wire type {tag & 7} is not expected");
        }
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var i = 0; i < 10 && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7f) << (7 * i);
            if ((_rest[i] & 0x80) == 0)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }

        throw new FormatException("a protobuf number does not end");
    }
}
