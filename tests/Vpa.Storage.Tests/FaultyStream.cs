namespace Vpa.Storage.Tests;

/// <summary>A file on a disk that can be made to run full or to turn read-only.</summary>
internal sealed class FaultyStream(Stream inner, Func<bool> isBroken) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override void Flush()
    {
        ThrowIfBroken();
        inner.Flush();
    }

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value)
    {
        ThrowIfBroken();
        inner.SetLength(value);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (isBroken())
        {
            // A disk that runs full writes what still fits.
            inner.Write(buffer, offset, count / 3);
        }

        ThrowIfBroken();
        inner.Write(buffer, offset, count);
    }

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    private void ThrowIfBroken()
    {
        if (isBroken())
        {
            throw new IOException("No space left on device");
        }
    }
}
