using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Vpa.Storage.Prometheus;

/// <summary>
/// Reads an answer of Prometheus' HTTP API from a stream, series by series: an answer may have hundreds of megabytes, a series some kilobytes. One that
/// cannot be read costs only itself (unlike Q30).
/// </summary>
/// <param name="take">Takes each series.</param>
internal sealed class PrometheusAnswerReader(Action<PrometheusSeries> take)
{
    private const int BufferSize = 64 * 1024;

    // A year at one value a minute has some 20 MiB; beyond that it is no answer but garbage that never ends.
    private const int LongestValue = 64 * 1024 * 1024;

    private readonly PrometheusSeriesReader _series = new();
    private JsonReaderState _state;
    private Position _position;
    private string _status = "";
    private string _resultType = "";
    private string _errorType = "";
    private string _error = "";
    private int _unreadable;

    private enum Position
    {
        Start,
        Top,
        Data,
        Result,
        End,
    }

    /// <summary>Reads an answer to its end.</summary>
    /// <exception cref="JsonException">It is no answer of this API.</exception>
    /// <exception cref="IOException">The stream ended or failed within it.</exception>
    public async Task<PrometheusAnswer> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
        try
        {
            while (true)
            {
                var read = await pipe.ReadAsync(cancellationToken);
                var consumed = Consume(read.Buffer, read.IsCompleted);
                if (_position == Position.End)
                {
                    var error = _errorType.Length == 0 ? _error : $"{_errorType}: {_error}";
                    return new(_status, _resultType, error, _unreadable + _series.Unreadable);
                }

                if (read.IsCompleted)
                {
                    throw new EndOfStreamException("the answer ended before it was complete");
                }

                if (read.Buffer.Slice(consumed).Length > LongestValue)
                {
                    throw new JsonException($"a single value has more than {LongestValue} bytes");
                }

                pipe.AdvanceTo(consumed, read.Buffer.End);
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    /// <summary>Reads as many whole values as are there; returns where to go on.</summary>
    private SequencePosition Consume(ReadOnlySequence<byte> buffer, bool isLast)
    {
        var reader = new Utf8JsonReader(buffer, isLast, _state);
        while (true)
        {
            var before = reader;
            if (_position == Position.End || !Step(ref reader))
            {
                _state = before.CurrentState;
                return before.Position;
            }
        }
    }

    private bool Step(ref Utf8JsonReader reader) => reader.Read() && _position switch
    {
        Position.Start => Enter(reader.TokenType, JsonTokenType.StartObject, Position.Top),
        Position.Top when reader.TokenType == JsonTokenType.EndObject => Enter(Position.End),
        Position.Top => ReadTop(ref reader),
        Position.Data when reader.TokenType == JsonTokenType.EndObject => Enter(Position.Top),
        Position.Data => ReadData(ref reader),
        Position.Result when reader.TokenType == JsonTokenType.EndArray => Enter(Position.Data),
        _ => ReadSeries(ref reader),
    };

    private bool Enter(Position position)
    {
        _position = position;
        return true;
    }

    private bool Enter(JsonTokenType found, JsonTokenType expected, Position position) =>
        found == expected ? Enter(position) : throw new JsonException($"{expected} expected, {found} found");

    private bool ReadTop(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("data"u8))
        {
            return reader.Read() && (reader.TokenType == JsonTokenType.Null || Enter(reader.TokenType, JsonTokenType.StartObject, Position.Data));
        }

        var name = reader.GetString();
        if (!TryReadText(ref reader, out var text))
        {
            return false;
        }

        switch (name)
        {
            case "status":
                _status = text;
                break;
            case "errorType":
                _errorType = text;
                break;
            case "error":
                _error = text;
                break;
        }

        return true;
    }

    private bool ReadData(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("result"u8))
        {
            return reader.Read() && (reader.TokenType == JsonTokenType.Null || Enter(reader.TokenType, JsonTokenType.StartArray, Position.Result));
        }

        var isType = reader.ValueTextEquals("resultType"u8);
        if (!TryReadText(ref reader, out var text))
        {
            return false;
        }

        _resultType = isType ? text : _resultType;
        return true;
    }

    /// <summary>Reads a property's value if it is a text, and passes over anything else; false when it is not wholly there yet.</summary>
    private static bool TryReadText(ref Utf8JsonReader reader, out string text)
    {
        text = "";
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            text = reader.GetString()!;
            return true;
        }

        return reader.TrySkip();
    }

    private bool ReadSeries(ref Utf8JsonReader reader)
    {
        var end = reader;
        if (!end.TrySkip())
        {
            return false;
        }

        try
        {
            take(_series.Read(ref reader));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // Not an object with labels and values.
            _unreadable++;
        }

        reader = end;
        return true;
    }
}
