namespace Vpa.Storage.Tests;

/// <summary>A file of a <see cref="Disk"/>.</summary>
internal sealed class FaultyStream(Disk disk, string name, Stream inner) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override void Flush()
    {
        disk.Flush();
        inner.Flush();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        disk.CheckRead(name, inner.Position);
        return inner.Read(buffer, offset, count);
    }

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value)
    {
        if (value > inner.Length && disk.Take((int)Math.Min(int.MaxValue, value - inner.Length)).Fails)
        {
            throw Disk.Full();
        }

        inner.SetLength(value);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        var (written, fails) = disk.Take(count);
        inner.Write(buffer, offset, written);
        if (fails)
        {
            throw Disk.Full();
        }
    }

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}
