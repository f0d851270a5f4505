using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>Texts that repeat over objects, leniently and pooled.</summary>
internal sealed class PooledTextConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => LenientText.Read(ref reader, pooled: true);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
