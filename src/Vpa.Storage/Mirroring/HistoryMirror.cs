using System.Buffers;

namespace Vpa.Storage.Mirroring;

/// <summary>
/// The second copy of the history: every saved record once more, in a file of its own to which entries are only appended, so that damage to either
/// file, of whatever kind, costs nothing that the other has. The latest entry of a record counts. Used by the writer thread alone.
/// </summary>
/// <remarks>A mirror that cannot be written keeps nobody from saving: what it lacks is appended when it can be written again.</remarks>
internal sealed class HistoryMirror(HistoryDirectory directory) : IDisposable
{
    /// <summary>A mirror that holds this many times the bytes of its latest entries is written anew.</summary>
    private const int MaxWaste = 2;

    private const int Slack = 1 << 20;
    private const int ChunkLength = 1 << 20;

    private readonly Dictionary<string, MirrorPlace> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]?> _pending = new(StringComparer.Ordinal);
    private Stream? _stream;
    private long _length;
    private long _liveBytes;
    private bool _isScanned;

    /// <summary>The records it holds, and where.</summary>
    public IReadOnlyDictionary<string, MirrorPlace> Places => _places;

    /// <summary>Whether the file has damage in it and is to be written anew.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Bytes of the file.</summary>
    public long Length => _length;

    /// <summary>Reads the whole file to learn what it holds. A torn end, as a killed process leaves it, is passed over.</summary>
    /// <param name="known">Records that are known already, whose identifiers need not be held twice.</param>
    /// <returns>Bytes that are damaged.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public long Scan(HistoryContents? known = null)
    {
        _places.Clear();
        _liveBytes = 0;
        var stream = Open();
        stream.Position = 0;
        var scanner = new MirrorScanner(stream);
        while (scanner.MoveNext())
        {
            Note(known?.IdOf(scanner.Id) ?? scanner.Id, scanner.Frame.Length == 0 ? null : new(scanner.FrameOffset, scanner.Frame.Length, RecordFrame.ChecksumOf(scanner.Frame)));
        }

        _length = scanner.SoundEnd;
        IsDamaged = scanner.Damaged > stream.Length - scanner.SoundEnd;
        _isScanned = true;
        return scanner.Damaged;
    }

    /// <summary>Gives up what the file holds: it is written anew from what is noted.</summary>
    public void Reset()
    {
        _places.Clear();
        (_liveBytes, _length, IsDamaged, _isScanned) = (0, 0, true, true);
    }

    /// <summary>The frame of a record it holds.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public byte[] Read(string id)
    {
        var place = _places[id];
        var stream = Open();
        stream.Position = place.Offset;
        var frame = new byte[place.Length];
        stream.ReadExactly(frame);
        return frame;
    }

    /// <summary>Notes what is to be appended; a null frame is a deletion.</summary>
    public void Add(string id, byte[]? frame) => _pending[id] = frame;

    /// <summary>Appends everything noted, durably.</summary>
    /// <exception cref="IOException">It cannot be written; what was noted stays noted.</exception>
    public void Flush()
    {
        if (_pending.Count == 0 && !IsDamaged)
        {
            return;
        }

        try
        {
            if (!_isScanned)
            {
                Scan();
            }

            if (IsDamaged || _length > (MaxWaste * _liveBytes) + Slack)
            {
                WriteAnew();
            }

            Append(Open());
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void Append(Stream stream)
    {
        if (stream.Length != _length)
        {
            stream.SetLength(_length); // a torn end
        }

        var places = new List<(string Id, MirrorPlace? Place)>(_pending.Count);
        var chunk = new ArrayBufferWriter<byte>(ChunkLength);
        stream.Position = _length;
        var end = _length;
        foreach (var (id, frame) in _pending)
        {
            MirrorEntry.Write(chunk, id, frame);
            end += MirrorEntry.LengthOf(id, frame?.Length ?? 0);
            places.Add((id, frame is null ? null : new(end - frame.Length, frame.Length, RecordFrame.ChecksumOf(frame))));
            if (chunk.WrittenCount >= ChunkLength)
            {
                Write(stream, chunk);
            }
        }

        Write(stream, chunk);
        stream.Flush();
        _length = end;
        places.ForEach(p => Note(p.Id, p.Place));
        _pending.Clear();
    }

    private static void Write(Stream stream, ArrayBufferWriter<byte> chunk)
    {
        stream.Write(chunk.WrittenSpan);
        chunk.ResetWrittenCount();
    }

    /// <summary>Copies the latest entries into a new file that takes the old one's place.</summary>
    private void WriteAnew()
    {
        var places = new Dictionary<string, MirrorPlace>(StringComparer.Ordinal);
        var end = 0L;
        using (var copy = directory.OpenFile(HistoryDirectory.NewMirrorName))
        {
            copy.SetLength(0);
            var chunk = new ArrayBufferWriter<byte>(ChunkLength);
            foreach (var (id, place) in _places.OrderBy(p => p.Value.Offset))
            {
                MirrorEntry.Write(chunk, id, Read(id));
                end += MirrorEntry.LengthOf(id, place.Length);
                places.Add(id, place with { Offset = end - place.Length });
                if (chunk.WrittenCount >= ChunkLength)
                {
                    Write(copy, chunk);
                }
            }

            Write(copy, chunk);
            copy.Flush();
        }

        Close();
        directory.Rename(HistoryDirectory.NewMirrorName, HistoryDirectory.MirrorName);
        _places.Clear();
        _liveBytes = 0;
        foreach (var (id, place) in places)
        {
            Note(id, place);
        }

        (_length, IsDamaged) = (end, false);
    }

    private void Note(string id, MirrorPlace? place)
    {
        if (_places.Remove(id, out var old))
        {
            _liveBytes -= MirrorEntry.LengthOf(id, old.Length);
        }

        if (place is { } latest)
        {
            _places.Add(id, latest);
            _liveBytes += MirrorEntry.LengthOf(id, latest.Length);
        }
    }

    private Stream Open() => _stream ??= directory.OpenFile(HistoryDirectory.MirrorName);

    private void Close()
    {
        try
        {
            _stream?.Dispose();
        }
        catch (IOException)
        {
            // What was flushed is on the disk; the rest is noted and will be appended again.
        }

        _stream = null;
    }
}
