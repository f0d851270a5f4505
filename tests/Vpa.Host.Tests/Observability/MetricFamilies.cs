using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Vpa.Host.Tests.Observability;

/// <summary>What a page of the Prometheus text format consists of, without its values: names, types, help, labels and buckets.</summary>
internal static partial class MetricFamilies
{
    /// <summary>Those of the runtime are none of ours, and which are there depends on what happened.</summary>
    private const string RuntimePrefix = "dotnet_";

    /// <summary>The families in order of their names.</summary>
    public static string Describe(string page)
    {
        var families = new SortedDictionary<string, Family>(StringComparer.Ordinal);
        foreach (var line in page.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                Head(line.Split(' ', 4), families);
            }
            else
            {
                Series(line, families);
            }
        }

        var text = new StringBuilder();
        foreach (var (name, family) in families.Where(f => !f.Key.StartsWith(RuntimePrefix, StringComparison.Ordinal) && f.Value.HasSeries))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name} {family.Type}\n  help: {family.Help}\n");
            text.Append(CultureInfo.InvariantCulture, $"  labels: {(family.Labels.Count == 0 ? "-" : string.Join(", ", family.Labels))}\n");
            if (family.Buckets.Count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"  buckets: {string.Join(", ", family.Buckets)}\n");
            }
        }

        return text.ToString();
    }

    private static void Head(string[] words, SortedDictionary<string, Family> families)
    {
        if (words.Length == 4 && words[1] is "TYPE" or "HELP")
        {
            var family = FamilyOf(words[2], families);
            (family.Type, family.Help) = words[1] == "TYPE" ? (words[3], family.Help) : (family.Type, words[3]);
        }
    }

    private static void Series(string line, SortedDictionary<string, Family> families)
    {
        var match = SeriesPattern().Match(line);
        Assert.True(match.Success, line);
        var name = match.Groups["name"].Value;
        var histogram = families.GetValueOrDefault(HistogramSuffix().Replace(name, ""));
        var family = histogram is { Type: "histogram" } ? histogram : FamilyOf(name, families);
        family.HasSeries = true;
        foreach (Match label in LabelPattern().Matches(match.Groups["labels"].Value))
        {
            if (label.Groups["name"].Value != "le")
            {
                family.Labels.Add(label.Groups["name"].Value);
            }
            else if (!family.Buckets.Contains(label.Groups["value"].Value))
            {
                family.Buckets.Add(label.Groups["value"].Value);
            }
        }
    }

    private static Family FamilyOf(string name, SortedDictionary<string, Family> families)
    {
        if (!families.TryGetValue(name, out var family))
        {
            families.Add(name, family = new());
        }

        return family;
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>\S+)( \d+)?$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SeriesPattern();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>(\\.|[^"\\])*)",?""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelPattern();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HistogramSuffix();

    private sealed class Family
    {
        public string Type { get; set; } = "untyped";

        public string Help { get; set; } = "";

        public bool HasSeries { get; set; }

        public SortedSet<string> Labels { get; } = new(StringComparer.Ordinal);

        public List<string> Buckets { get; } = [];
    }
}
