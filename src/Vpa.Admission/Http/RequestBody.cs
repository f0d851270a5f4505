using System.Buffers;
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
    public static async Task<RequestBody?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > Limit)
        {
            return null;
        }

        var body = new RequestBody((int)Math.Max(FirstBuffer, (request.ContentLength ?? 0) + 1));
        try
        {
            while (true)
            {
                if (body._length == body._buffer.Length)
                {
                    body.Grow();
                }

                var read = await request.Body.ReadAsync(body._buffer.AsMemory(body._length), cancellationToken);
                body._length += read;
                if (read == 0 || body._length > Limit)
                {
                    break;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }

        if (body._length <= Limit)
        {
            return body;
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

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
