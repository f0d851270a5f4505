using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vpa.Simulation.Objects;

/// <summary>Instants as Kubernetes writes them: UTC, whole seconds, a trailing Z.</summary>
internal sealed class TimestampConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static string Print(DateTimeOffset instant) => instant.ToUniversalTime().ToString(Format, CultureInfo.InvariantCulture);

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Print(value));
}
