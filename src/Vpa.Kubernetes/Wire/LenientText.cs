using System.Text;
using System.Text.Json;

namespace Vpa.Kubernetes.Wire;

/// <summary>Reads any JSON value as a text: quantities may be numbers, and what is neither is kept as JSON for the message about it.</summary>
internal static class LenientText
{
    private const int MaxKeptJson = 128;

    /// <summary>The text of the value the reader stands on; null for <c>null</c>.</summary>
    public static string? Read(ref Utf8JsonReader reader, bool pooled)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String or JsonTokenType.PropertyName:
                return pooled && !reader.ValueIsEscaped && !reader.HasValueSequence ? Utf8StringPool.Get(reader.ValueSpan) : reader.GetString();
            case JsonTokenType.True:
                return "true";
            case JsonTokenType.False:
                return "false";
            case JsonTokenType.Number:
                return reader.HasValueSequence ? Encoding.UTF8.GetString(reader.ValueSequence) : Utf8StringPool.Get(reader.ValueSpan);
            default:
                using (var value = JsonDocument.ParseValue(ref reader))
                {
                    var json = value.RootElement.GetRawText();
                    return json.Length <= MaxKeptJson ? json : json[..MaxKeptJson];
                }
        }
    }
}
