namespace Vpa.Storage.Tests;

/// <summary>A disk with faults: what its files' streams do is decided here.</summary>
internal sealed class Disk
{
    private const int NoSpaceLeft = 28;
    private const int InputOutputError = 5;

    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);
    private long _spaceLeft = long.MaxValue;

    /// <summary>How long a flush takes.</summary>
    public TimeSpan FlushTime { get; set; }

    /// <summary>Flushes so far.</summary>
    public int Flushes { get; private set; }

    /// <summary>Bytes that can still be written; of a write that does not fit, what fits is written.</summary>
    public void LeaveSpace(long bytes) => _spaceLeft = bytes;

    /// <summary>All the space there is.</summary>
    public void MakeSpace() => _spaceLeft = long.MaxValue;

    /// <summary>What reading a file fails with, if with anything but a bad sector.</summary>
    public Exception? ReadFailure { get; set; }

    /// <summary>Makes reading beyond the beginning of a file fail (EIO).</summary>
    public void BreakReading(string name) => _unreadable.Add(name);

    /// <summary>Opens a file.</summary>
    public Stream Open(string path) => new FaultyStream(this, Path.GetFileName(path), DurableFileStream.Open(path));

    /// <summary>How much of a write happens.</summary>
    /// <returns>The bytes, and whether it then fails.</returns>
    public (int Written, bool Fails) Take(int count)
    {
        var written = (int)Math.Min(count, _spaceLeft);
        _spaceLeft = _spaceLeft == long.MaxValue ? _spaceLeft : _spaceLeft - written;
        return (written, written < count);
    }

    /// <summary>Fails if a file cannot be read at an offset.</summary>
    public void CheckRead(string name, long offset)
    {
        if (offset >= 3 * 8192 && ReadFailure is not null)
        {
            throw ReadFailure;
        }

        if (offset >= 3 * 8192 && _unreadable.Contains(name))
        {
            throw new IOException("Input/output error", InputOutputError);
        }
    }

    /// <summary>Notes and delays a flush.</summary>
    public void Flush()
    {
        Flushes++;
        if (_spaceLeft <= 0)
        {
            throw Full();
        }

        if (FlushTime > TimeSpan.Zero)
        {
            using var never = new ManualResetEventSlim();
            never.Wait(FlushTime);
        }
    }

    /// <summary>ENOSPC.</summary>
    public static IOException Full() => new("No space left on device", NoSpaceLeft);
}
