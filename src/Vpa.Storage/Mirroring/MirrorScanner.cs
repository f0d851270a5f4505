using System.Text;

namespace Vpa.Storage.Mirroring;

/// <summary>Reads a mirror's entries one by one and passes over what is damaged.</summary>
/// <param name="stream">The file, at its beginning.</param>
internal sealed class MirrorScanner(Stream stream)
{
    private byte[] _buffer = new byte[1 << 20];
    private long _bufferOffset;
    private int _start;
    private int _end;
    private int _idLength;
    private int _frameLength;

    /// <summary>Bytes that belong to no sound entry.</summary>
    public long Damaged { get; private set; }

    /// <summary>Offset behind the last sound entry.</summary>
    public long SoundEnd { get; private set; }

    /// <summary>Identifier of the entry at hand.</summary>
    public string Id => Encoding.UTF8.GetString(Entry.Slice(MirrorEntry.HeaderLength, _idLength));

    /// <summary>Frame of the entry at hand; empty when it is a deletion.</summary>
    public ReadOnlySpan<byte> Frame => Entry[(MirrorEntry.HeaderLength + _idLength)..];

    /// <summary>Offset of that frame.</summary>
    public long FrameOffset => SoundEnd - _frameLength;

    private int EntryLength => MirrorEntry.HeaderLength + _idLength + _frameLength;

    private ReadOnlySpan<byte> Entry => _buffer.AsSpan(_start - EntryLength, EntryLength);

    /// <summary>Goes to the next sound entry; false at the end of the file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool MoveNext()
    {
        while (Has(MirrorEntry.HeaderLength))
        {
            if (MirrorEntry.TryReadHeader(_buffer.AsSpan(_start), out _idLength, out _frameLength)
                && Has(EntryLength)
                && MirrorEntry.IsSound(_buffer.AsSpan(_start, EntryLength)))
            {
                _start += EntryLength;
                SoundEnd = _bufferOffset + _start;
                return true;
            }

            SkipToMark();
        }

        Damaged += _end - _start;
        _start = _end;
        return false;
    }

    private void SkipToMark()
    {
        var rest = _buffer.AsSpan(_start + 1, _end - _start - 1);
        var next = rest.IndexOf(MirrorEntry.Mark);

        // The last bytes may be the beginning of a mark.
        var skipped = 1 + (next >= 0 ? next : Math.Max(0, rest.Length - MirrorEntry.Mark.Length + 1));
        _start += skipped;
        Damaged += skipped;
    }

    /// <summary>Makes so many bytes available, unless the file ends before.</summary>
    private bool Has(int count)
    {
        if (_end - _start >= count)
        {
            return true;
        }

        var target = _buffer.Length < count ? new byte[Math.Max(count, _buffer.Length * 2)] : _buffer;
        _buffer.AsSpan(_start, _end - _start).CopyTo(target);
        _bufferOffset += _start;
        (_buffer, _start, _end) = (target, 0, _end - _start);
        while (_end < count)
        {
            var read = stream.Read(_buffer, _end, _buffer.Length - _end);
            if (read == 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }
}
