using System.Text;
using System.Text.Json;

namespace Vpa.Host.Demo;

/// <summary>Prints an object the way <c>kubectl describe</c> prints kinds it has no layout of its own for (D29), so that the demo needs no kubectl.</summary>
internal static class KubectlDescription
{
    /// <summary>The copy of the object that <c>kubectl apply</c> keeps with it; of no use to a reader.</summary>
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Longer annotations get lines of their own, which are cut at this length.</summary>
    private const int AnnotationLength = 140;

    private static readonly HashSet<string> Acronyms = new(["API", "URL", "UID", "OSB", "GUID"], StringComparer.Ordinal);
    private static readonly HashSet<string> ShownInTheHead = new(["managedFields", "name", "namespace", "labels", "annotations"], StringComparer.Ordinal);

    /// <summary>Prints an object with its events.</summary>
    /// <param name="item">The object.</param>
    /// <param name="events">The events about it, oldest first.</param>
    /// <param name="now">The instant that ages are counted from.</param>
    public static string Print(JsonElement item, IReadOnlyList<JsonElement> events, DateTimeOffset now)
    {
        var metadata = item.GetProperty("metadata");
        var lines = new List<string>
        {
            $"Name:\t{Text(metadata, "name")}",
            $"Namespace:\t{Text(metadata, "namespace")}",
        };
        AddEntries(lines, "Labels", [.. Entries(metadata, "labels").Select(e => $"{e.Key}={e.Value}")]);
        AddEntries(lines, "Annotations", [.. Entries(metadata, "annotations").Where(e => e.Key != LastApplied).SelectMany(AnnotationLines)]);
        AddObject(lines, item, level: 0, isRoot: true);
        AddEvents(lines, events, now);
        return AlignedText.Align(lines);
    }

    /// <summary>A field name as words: <c>containerRecommendations</c> becomes <c>Container Recommendations</c>.</summary>
    internal static string Label(string field)
    {
        if (field.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not '-' and not '_'))
        {
            return field;
        }

        var words = Words(field).Select(w => Acronyms.Contains(w.ToUpperInvariant()) ? w.ToUpperInvariant() : char.ToUpperInvariant(w[0]) + w[1..]);
        return string.Join(' ', words);
    }

    private static IEnumerable<KeyValuePair<string, string>> Entries(JsonElement metadata, string field) =>
        metadata.TryGetProperty(field, out var map)
            ? map.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Name, p.Value.GetString()!))
            : [];

    private static IEnumerable<string> AnnotationLines(KeyValuePair<string, string> annotation)
    {
        var value = annotation.Value.EndsWith('\n') ? annotation.Value[..^1] : annotation.Value;
        var line = $"{annotation.Key}: {value}";
        return line.Length <= AnnotationLength && !value.Contains('\n', StringComparison.Ordinal)
            ? [line]
            : [$"{annotation.Key}:", .. value.Split('\n').Select(part => "  " + Cut(part, AnnotationLength - 2))];
    }

    private static string Cut(string text, int length) => text.Length > length ? text[..length] + "..." : text;

    private static void AddEntries(List<string> lines, string title, IReadOnlyList<string> entries)
    {
        lines.Add($"{title}:\t{(entries.Count == 0 ? "<none>" : entries[0])}");
        lines.AddRange(entries.Skip(1).Select(e => $"\t{e}"));
    }

    private static void AddObject(List<string> lines, JsonElement item, int level, bool isRoot = false)
    {
        foreach (var property in item.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (isRoot && property.Name == "metadata")
            {
                lines.Add("Metadata:");
                AddMetadata(lines, property.Value);
            }
            else
            {
                AddProperty(lines, property, level);
            }
        }
    }

    private static void AddMetadata(List<string> lines, JsonElement metadata)
    {
        foreach (var property in metadata.EnumerateObject().Where(p => !ShownInTheHead.Contains(p.Name)).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            AddProperty(lines, property, level: 1);
        }
    }

    private static void AddProperty(List<string> lines, JsonProperty property, int level)
    {
        var indent = new string(' ', 2 * level);
        switch (property.Value.ValueKind)
        {
            case JsonValueKind.Object:
                lines.Add($"{indent}{Label(property.Name)}:");
                AddObject(lines, property.Value, level + 1);
                break;
            case JsonValueKind.Array:
                lines.Add($"{indent}{Label(property.Name)}:");
                AddArray(lines, property.Value, level + 1);
                break;
            default:
                lines.Add($"{indent}{Label(property.Name)}:\t{Scalar(property.Value)}");
                break;
        }
    }

    private static void AddArray(List<string> lines, JsonElement array, int level)
    {
        foreach (var entry in array.EnumerateArray())
        {
            if (entry.ValueKind == JsonValueKind.Object)
            {
                AddObject(lines, entry, level);
            }
            else
            {
                lines.Add($"{new string(' ', 2 * level)}{Scalar(entry)}");
            }
        }
    }

    private static void AddEvents(List<string> lines, IReadOnlyList<JsonElement> events, DateTimeOffset now)
    {
        if (events.Count == 0)
        {
            lines.Add("Events:\t<none>");
            return;
        }

        lines.Add("Events:");
        lines.Add("  Type\tReason\tAge\tFrom\tMessage");
        lines.Add("  ----\t------\t----\t----\t-------");
        lines.AddRange(events.Select(e => $"  {Text(e, "type")}\t{Text(e, "reason")}\t{Age(e, now)}\t{Source(e)}\t{Text(e, "message").Trim()}"));
    }

    private static string Age(JsonElement item, DateTimeOffset now)
    {
        var first = HumanDuration.Of(now - item.GetProperty("firstTimestamp").GetDateTimeOffset());
        var count = item.TryGetProperty("count", out var c) ? c.GetInt32() : 1;
        return count > 1 ? $"{HumanDuration.Of(now - item.GetProperty("lastTimestamp").GetDateTimeOffset())} (x{count} over {first})" : first;
    }

    private static string Source(JsonElement item) => item.TryGetProperty("source", out var source) ? Text(source, "component") : "";

    private static string Text(JsonElement item, string field) => item.TryGetProperty(field, out var value) ? Scalar(value) : "";

    private static string Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "<nil>",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };

    private static IEnumerable<string> Words(string field)
    {
        var word = new StringBuilder();
        for (var i = 0; i < field.Length; i++)
        {
            var startsWord = i > 0 && char.IsAsciiLetterUpper(field[i])
                && (!char.IsAsciiLetterUpper(field[i - 1]) || (i + 1 < field.Length && char.IsAsciiLetterLower(field[i + 1])));
            if ((startsWord || field[i] is '_') && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }

            if (field[i] is not '_')
            {
                word.Append(field[i]);
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }
}
