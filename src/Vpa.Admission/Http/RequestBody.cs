using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Vpa.Admission.Http;

/// <summary>A request's body in a rented buffer, bounded (A15).</summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>The largest body that is read, in bytes: 5 MiB.</summary>
    public const int Limit = 5 * 1024 * 1024;

    private const int FirstBuffer = 32 * 1024;

    private byte[] _buffer;
    private int _length;

    private RequestBody(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>The body's bytes; valid until disposed.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a body to its end; null when it is larger than <see cref="Limit"/>.</summary>
    public static async ValueTask<RequestBody?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > Limit)
        {
            return null;
        }

        var body = new RequestBody((int)Math.Max(FirstBuffer, request.ContentLength ?? 0));
        try
        {
            if (await body.ReadAsync(request.BodyReader, cancellationToken))
            {
                return body;
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }

        body.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _length = 0;
        }
    }

    /// <summary>Whether all of it is within the limit.</summary>
    private async ValueTask<bool> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var isWithin = read.Buffer.Length <= Limit - _length;
            if (isWithin)
            {
                Append(read.Buffer);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (!isWithin || read.IsCompleted)
            {
                return isWithin;
            }
        }
    }

    private void Append(in ReadOnlySequence<byte> bytes)
    {
        var length = _length + (int)bytes.Length;
        if (length > _buffer.Length)
        {
            Grow(length);
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length = length;
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length, _buffer.Length * 2));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
