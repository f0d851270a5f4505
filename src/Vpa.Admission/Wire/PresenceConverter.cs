using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vpa.Admission.Wire;

/// <summary>True for any value but null; the value itself is skipped.</summary>
internal sealed class PresenceConverter : JsonConverter<bool>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var present = reader.TokenType != JsonTokenType.Null;
        reader.Skip();
        return present;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => throw new NotSupportedException();
}
