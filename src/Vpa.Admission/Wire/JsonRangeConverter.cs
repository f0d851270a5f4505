using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vpa.Admission.Wire;

/// <summary>Notes where a value lies and skips it. Works on readers over one span only, which is how reviews are read.</summary>
internal sealed class JsonRangeConverter : JsonConverter<JsonRange>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override JsonRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        var start = reader.TokenStartIndex;
        reader.Skip();
        return new((int)start, (int)(reader.BytesConsumed - start));
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, JsonRange value, JsonSerializerOptions options) => throw new NotSupportedException();
}
