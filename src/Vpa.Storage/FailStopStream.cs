namespace Vpa.Storage;

/// <summary>
/// A file that stops changing with the first write that fails, as if the process had been killed then, and that shows the database its
/// own later writes from memory until it is closed.
/// </summary>
/// <remarks>
/// LiteDB survives being killed at any write, but not an exception from one: the half-done transaction throws once more in its finalizer,
/// and that ends the process. So it never sees the exception; <see cref="HistoryFile"/> asks the <see cref="WriteFault"/> after each commit.
/// </remarks>
/// <param name="inner">The file, which is disposed along.</param>
/// <param name="fault">Shared by the data file and the log, so that neither is written after the other has failed.</param>
internal sealed class FailStopStream(Stream inner, WriteFault fault) : Stream
{
    // LiteDB reads and writes whole pages at multiples of their size only.
    private readonly Dictionary<long, byte[]> _unwritten = [];
    private long? _length;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _length ?? inner.Length;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <inheritdoc/>
    public override void Flush() => Attempt(inner.Flush);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_unwritten.TryGetValue(Position, out var page))
        {
            var length = Math.Min(count, page.Length);
            page.AsSpan(0, length).CopyTo(buffer.AsSpan(offset));
            Position += length;
            return length;
        }

        inner.Position = Position;
        var read = inner.Read(buffer, offset, count);
        Position += read;
        return read;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        var position = Position;
        Position += count;
        var isWritten = Attempt(() =>
        {
            inner.Position = position;
            inner.Write(buffer, offset, count);
        });
        if (!isWritten)
        {
            _unwritten[position] = buffer.AsSpan(offset, count).ToArray();
            _length = Math.Max(Length, Position);
        }
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    /// <inheritdoc/>
    public override void SetLength(long value)
    {
        if (!Attempt(() => inner.SetLength(value)))
        {
            _length = value;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Attempt(Action write)
    {
        if (fault.Cause is not null)
        {
            return false;
        }

        try
        {
            write();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault.Set(e);
            return false;
        }
    }
}
