using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vpa.Domain.Quantities;

namespace Vpa.Admission.Wire;

/// <summary>Reads a quantity from a string or a number; null counts as 0.</summary>
internal sealed class QuantityConverter : JsonConverter<Quantity>
{
    /// <summary>Reads the quantity at the reader.</summary>
    /// <exception cref="JsonException">
    /// It is none; the message is <see cref="Quantity.MalformedText"/> or <see cref="Quantity.BadSuffixText"/> where it is a text or a number.
    /// </exception>
    public static Quantity Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return Quantity.Zero;
            case JsonTokenType.String when reader.ValueIsEscaped:
                return Parse(Encoding.UTF8.GetBytes(reader.GetString()!));
            case JsonTokenType.String or JsonTokenType.Number:
                return Parse(reader.ValueSpan);
            default:
                throw new JsonException();
        }
    }

    /// <inheritdoc/>
    public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static Quantity Parse(ReadOnlySpan<byte> text) =>
        Quantity.TryParse(text, out var quantity, out var fault) ? quantity : throw new JsonException(fault);
}
