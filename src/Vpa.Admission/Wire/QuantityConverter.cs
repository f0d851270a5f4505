using System.Text.Json;
using System.Text.Json.Serialization;
using Vpa.Domain.Quantities;

namespace Vpa.Admission.Wire;

/// <summary>Reads a quantity from a string or a number; null counts as 0.</summary>
internal sealed class QuantityConverter : JsonConverter<Quantity>
{
    /// <summary>What clients are told about a malformed quantity; upstream's tests pin the text (A53).</summary>
    public const string MalformedText = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    /// <summary>Reads the quantity at the reader.</summary>
    /// <exception cref="JsonException">It is none; the message is <see cref="MalformedText"/> where it is a text or a number.</exception>
    public static Quantity Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return Quantity.Zero;
            case JsonTokenType.String when reader.ValueIsEscaped:
                return Quantity.TryParse(reader.GetString(), out var unescaped) ? unescaped : throw new JsonException(MalformedText);
            case JsonTokenType.String or JsonTokenType.Number:
                return Quantity.TryParse(reader.ValueSpan, out var quantity) ? quantity : throw new JsonException(MalformedText);
            default:
                throw new JsonException();
        }
    }

    /// <inheritdoc/>
    public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) => throw new NotSupportedException();
}
