using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Vpa.Kubernetes.Wire;

/// <summary>
/// Reads one page of a list from a stream, item by item: only the item at hand is in memory, and one that cannot be read costs only itself.
/// </summary>
internal sealed class ListPageReader(IListItemReader items)
{
    private const int BufferSize = 64 * 1024;
    private JsonReaderState _state;
    private Position _position;
    private WireListMeta? _metadata;

    private enum Position
    {
        Start,
        TopLevel,
        Items,
        End,
    }

    /// <summary>Reads a page to its end.</summary>
    /// <exception cref="JsonException">The answer is no list.</exception>
    /// <exception cref="IOException">The stream ended or failed within the list.</exception>
    public async Task<ListPage> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
        try
        {
            while (true)
            {
                var result = await pipe.ReadAsync(cancellationToken);
                pipe.AdvanceTo(Consume(result.Buffer, result.IsCompleted), result.Buffer.End);
                if (_position == Position.End)
                {
                    return new ListPage(_metadata?.ResourceVersion, string.IsNullOrEmpty(_metadata?.ContinueToken) ? null : _metadata.ContinueToken);
                }

                if (result.IsCompleted)
                {
                    throw new EndOfStreamException("The list ended before its last item.");
                }
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
            if (_position == Position.End || !(_position == Position.Items ? NextItem(ref reader, buffer) : NextProperty(ref reader)))
            {
                _state = before.CurrentState;
                return before.Position;
            }
        }
    }

    private bool NextProperty(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (_position == Position.Start)
        {
            _position = reader.TokenType == JsonTokenType.StartObject ? Position.TopLevel : throw new JsonException("The answer is no JSON object.");
            return true;
        }

        if (reader.TokenType == JsonTokenType.EndObject)
        {
            _position = Position.End;
            return true;
        }

        return reader.ValueTextEquals("items"u8) ? EnterItems(ref reader) : ReadProperty(ref reader);
    }

    private bool EnterItems(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType == JsonTokenType.StartArray)
        {
            _position = Position.Items;
            return true;
        }

        return reader.TokenType == JsonTokenType.Null ? true : throw new JsonException("The list's items are no array.");
    }

    private bool ReadProperty(ref Utf8JsonReader reader)
    {
        var isMetadata = reader.ValueTextEquals("metadata"u8);
        if (!reader.Read())
        {
            return false;
        }

        var probe = reader;
        if (!probe.TrySkip())
        {
            return false;
        }

        if (isMetadata)
        {
            _metadata = JsonSerializer.Deserialize(ref reader, WireJson.Default.WireListMeta);
        }

        reader = probe;
        return true;
    }

    private bool NextItem(ref Utf8JsonReader reader, ReadOnlySequence<byte> buffer)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType == JsonTokenType.EndArray)
        {
            _position = Position.TopLevel;
            return true;
        }

        var start = reader.Position;
        var probe = reader;
        if (!probe.TrySkip())
        {
            return false;
        }

        try
        {
            items.Read(ref reader);
        }
        catch (Exception e)
        {
            // Whatever is wrong with one item must not cost the others.
            items.Unreadable(buffer.Slice(start, probe.Position), e);
        }

        reader = probe;
        return true;
    }
}
