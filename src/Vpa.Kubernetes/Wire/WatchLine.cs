using System.Buffers;
using System.Text.Json;

namespace Vpa.Kubernetes.Wire;

/// <summary>One line of a watch, split into the type of the event and the JSON of its object.</summary>
internal readonly ref struct WatchLine
{
    private WatchLine(WatchEventType type, ReadOnlySequence<byte> @object)
    {
        Type = type;
        Object = @object;
    }

    /// <summary>The type of the event.</summary>
    public WatchEventType Type { get; }

    /// <summary>The object; empty when there is none.</summary>
    public ReadOnlySequence<byte> Object { get; }

    /// <summary>Splits a line.</summary>
    /// <exception cref="JsonException">The line is no JSON object.</exception>
    public static WatchLine Split(ReadOnlySequence<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The watch event is no JSON object.");
        }

        var type = WatchEventType.Unknown;
        var @object = ReadOnlySequence<byte>.Empty;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            var start = reader.TokenStartIndex;
            if (isType)
            {
                type = TypeOf(ref reader);
            }

            reader.Skip();
            if (isObject)
            {
                @object = line.Slice(start, reader.BytesConsumed - start);
            }
        }

        return new WatchLine(type, @object);
    }

    private static WatchEventType TypeOf(ref Utf8JsonReader reader) =>
        reader.TokenType != JsonTokenType.String ? WatchEventType.Unknown
        : reader.ValueTextEquals("ADDED"u8) ? WatchEventType.Added
        : reader.ValueTextEquals("MODIFIED"u8) ? WatchEventType.Modified
        : reader.ValueTextEquals("DELETED"u8) ? WatchEventType.Deleted
        : reader.ValueTextEquals("BOOKMARK"u8) ? WatchEventType.Bookmark
        : reader.ValueTextEquals("ERROR"u8) ? WatchEventType.Error
        : WatchEventType.Unknown;
}
