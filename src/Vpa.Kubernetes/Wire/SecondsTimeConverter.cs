using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>Times in whole seconds, as <c>metav1.Time</c> is written; read as <see cref="TimeConverter"/> does.</summary>
internal sealed class SecondsTimeConverter : JsonConverter<DateTimeOffset?>
{
    private static readonly TimeConverter Reader = new();

    /// <inheritdoc/>
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Reader.Read(ref reader, typeToConvert, options);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value!.Value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
