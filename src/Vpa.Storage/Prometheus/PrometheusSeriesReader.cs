using System.Buffers.Text;
using System.Text.Json;
using Vpa.Recommender.Ports;

namespace Vpa.Storage.Prometheus;

/// <summary>
/// Reads one series, of a range (<c>values</c>) or of an instant (<c>value</c>). A value that is no finite number is unknown and left out, as is one
/// without a time.
/// </summary>
/// <remarks>A series is whole in the buffer although the answer is not, so values are skipped by TrySkip: Skip refuses partial input.</remarks>
internal sealed class PrometheusSeriesReader
{
    // Years 1 to 9999.
    private const double FirstSecond = -62_135_596_800;
    private const double LastSecond = 253_402_300_799;

    /// <summary>How many values were left out so far.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Reads the series at whose first token the reader stands.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public PrometheusSeries Read(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType, JsonTokenType.StartObject);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        List<ArchivedPoint> points = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metric"u8))
            {
                ReadLabels(ref reader, labels);
            }
            else if (reader.ValueTextEquals("values"u8))
            {
                reader.Read();
                Expect(reader.TokenType, JsonTokenType.StartArray);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    ReadPoint(ref reader, points);
                }
            }
            else if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                ReadPoint(ref reader, points);
            }
            else
            {
                reader.Read();
                reader.TrySkip();
            }
        }

        return new(labels, points);
    }

    private static void ReadLabels(ref Utf8JsonReader reader, Dictionary<string, string> labels)
    {
        reader.Read();
        Expect(reader.TokenType, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            labels[name] = reader.GetString() ?? "";
        }
    }

    private void ReadPoint(ref Utf8JsonReader reader, List<ArchivedPoint> points)
    {
        var end = reader;
        end.TrySkip();
        if (TryReadPoint(ref reader, out var point))
        {
            points.Add(point);
        }
        else
        {
            Unreadable++;
        }

        reader = end;
    }

    private static bool TryReadPoint(ref Utf8JsonReader reader, out ArchivedPoint point)
    {
        point = default;
        if (reader.TokenType != JsonTokenType.StartArray
            || !reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var seconds) || seconds is not (> FirstSecond and < LastSecond)
            || !reader.Read() || reader.TokenType != JsonTokenType.String || !TryReadNumber(ref reader, out var value))
        {
            return false;
        }

        point = new(DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(seconds * 1000)), value);
        return true;
    }

    // NaN and infinities stand for what Prometheus does not know, too.
    private static bool TryReadNumber(ref Utf8JsonReader reader, out double value)
    {
        Span<byte> text = stackalloc byte[64];
        value = 0;
        return (reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length) <= text.Length
            && reader.CopyString(text) is var length
            && Utf8Parser.TryParse(text[..length], out value, out var read)
            && read == length
            && double.IsFinite(value);
    }

    private static void Expect(JsonTokenType found, JsonTokenType expected)
    {
        if (found != expected)
        {
            throw new JsonException($"{expected} expected, {found} found");
        }
    }
}
