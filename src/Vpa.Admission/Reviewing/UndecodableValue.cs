using System.Globalization;
using System.Text.Json;
using Vpa.Domain.Quantities;

namespace Vpa.Admission.Reviewing;

/// <summary>Tells people which value of an object could not be read (A53).</summary>
internal static class UndecodableValue
{
    private const int LongestValue = 100;
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = 1024 };

    /// <summary>Upstream's text for a malformed quantity; otherwise the path and the value that is of the wrong type.</summary>
    /// <param name="exception">What the reader said.</param>
    /// <param name="json">The object that was read.</param>
    public static string Describe(JsonException exception, ReadOnlySpan<byte> json)
    {
        if (exception.Message is Quantity.MalformedText or Quantity.BadSuffixText)
        {
            return exception.Message;
        }

        var path = exception.Path is { Length: > 2 } p && p.StartsWith("$.", StringComparison.Ordinal) ? p[2..] : exception.Path ?? "";
        return ValueAt(path, json) switch
        {
            null => $"json: the value of {path} is of the wrong type",

            // YAML 1.1, which kubectl reads, takes a bare Off, No or On for a boolean.
            (JsonValueKind.True or JsonValueKind.False, var value) => $"json: {path}: {value} is of the wrong type; words such as Off are to be put in quotes in YAML",
            (_, var value) => $"json: {path}: {value} is of the wrong type",
        };
    }

    /// <summary>The value at a path as the reader prints it; null when there is none, or the path has names that such a path does not tell apart.</summary>
    private static (JsonValueKind Kind, string Text)? ValueAt(string path, ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, AnyDepth);
            using var document = JsonDocument.ParseValue(ref reader);
            var value = document.RootElement;
            foreach (var segment in path.Split(['.', '['], StringSplitOptions.RemoveEmptyEntries))
            {
                value = segment.EndsWith(']')
                    ? value[int.Parse(segment.AsSpan(0, segment.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture)]
                    : value.GetProperty(segment);
            }

            var text = value.GetRawText();
            return (value.ValueKind, text.Length <= LongestValue ? text : text[..LongestValue] + "...");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            return null;
        }
    }
}
