using System.Buffers;
using System.IO.Pipelines;

namespace Vpa.Kubernetes.Wire;

/// <summary>Cuts the stream of a watch into lines.</summary>
internal sealed class WatchLineReader : IAsyncDisposable
{
    private const int BufferSize = 32 * 1024;
    private readonly PipeReader _pipe;
    private ReadOnlySequence<byte> _buffer;
    private SequencePosition _consumed;
    private bool _reading;
    private bool _completed;

    /// <summary>Creates a reader of a stream, which it leaves open.</summary>
    public WatchLineReader(Stream stream) =>
        _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferSize, minimumReadSize: 4096, leaveOpen: true));

    /// <summary>The current line, valid until the next call of <see cref="ReadLineAsync"/>.</summary>
    public ReadOnlySequence<byte> Line { get; private set; }

    /// <summary>Goes to the next line that is not empty; false at the end of the stream.</summary>
    /// <exception cref="EndOfStreamException">The stream ended within a line: the connection was torn.</exception>
    public async ValueTask<bool> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (NextInBuffer())
            {
                if (Line.IsEmpty)
                {
                    continue;
                }

                return true;
            }

            if (_completed)
            {
                return _buffer.IsEmpty ? false : throw new EndOfStreamException("The watch ended within an event.");
            }

            await FillAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _pipe.CompleteAsync();

    private bool NextInBuffer()
    {
        if (_buffer.PositionOf((byte)'\n') is not { } end)
        {
            return false;
        }

        Line = _buffer.Slice(0, end);
        _consumed = _buffer.GetPosition(1, end);
        _buffer = _buffer.Slice(_consumed);
        return true;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_reading)
        {
            _pipe.AdvanceTo(_consumed, _buffer.End);
        }

        var result = await _pipe.ReadAsync(cancellationToken);
        _reading = true;
        _buffer = result.Buffer;
        _consumed = _buffer.Start;
        _completed = result.IsCompleted;
    }
}
