using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>Maps of texts: labels, selectors, resource lists. Keys and values are pooled; values may be numbers.</summary>
internal class StringMapConverter : JsonConverter<CompactStringMap>
{
    [ThreadStatic]
    private static List<string>? _scratch;

    /// <summary>Whether an entry is kept; others are skipped without being read.</summary>
    protected virtual bool Keeps(ref Utf8JsonReader key) => true;

    /// <inheritdoc/>
    public override CompactStringMap? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"A map is expected here, not a {reader.TokenType}.");
        }

        var entries = _scratch ??= [];
        entries.Clear();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!Keeps(ref reader))
            {
                reader.Read();
                reader.Skip();
                continue;
            }

            var key = LenientText.Read(ref reader, pooled: true)!;
            reader.Read();
            entries.Add(key);
            entries.Add(LenientText.Read(ref reader, pooled: true) ?? "");
        }

        return CompactStringMap.Of(entries);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CompactStringMap value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var entry in value)
        {
            writer.WriteString(entry.Key, entry.Value);
        }

        writer.WriteEndObject();
    }
}
