using System.Text.Json;
using System.Text.Json.Serialization;
using Vpa.Domain.Quantities;

namespace Vpa.Admission.Wire;

/// <summary>Reads a map from resource name to quantity. A quantity may be a string or a number; null counts as 0.</summary>
internal sealed class ResourceListConverter : JsonConverter<ResourceList>
{
    /// <inheritdoc/>
    public override ResourceList? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        return reader.TokenType == JsonTokenType.StartObject ? Read(ref reader) : throw new JsonException();
    }

    /// <summary>Reads the map whose begin the reader is at.</summary>
    /// <exception cref="JsonException">A quantity is malformed.</exception>
    /// <exception cref="InvalidOperationException">A name is no Unicode.</exception>
    public static ResourceList Read(ref Utf8JsonReader reader)
    {
        var entries = new List<KeyValuePair<string, Quantity>>(2);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameOf(ref reader);
            reader.Read();
            entries.Add(new(name, QuantityConverter.Read(ref reader)));
        }

        return ResourceList.Of(entries);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ResourceList value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static string NameOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("cpu"u8) ? ResourceNames.Cpu
        : reader.ValueTextEquals("memory"u8) ? ResourceNames.Memory
        : reader.GetString()!;
}
