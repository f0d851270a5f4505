using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Vpa.Domain.Admitting;

namespace Vpa.Host.Tests.Observability;

/// <summary>What the README tells operators to look at is really there, under that name and with those labels.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Folder(), "..", "..", "..", "README.md"));

    private static readonly Dictionary<string, HashSet<string>> LabelsByMetric = Directory.GetFiles(Path.Combine(Folder(), "Golden"), "*.metrics")
        .SelectMany(f => FamilyPattern().Matches(File.ReadAllText(f)))
        .GroupBy(m => m.Groups["name"].Value, StringComparer.Ordinal)
        .ToDictionary(
            g => g.Key,
            g => g.SelectMany(m => m.Groups["labels"].Value.Split(", ", StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);

    [Fact]
    public void Every_metric_it_names_is_served_with_the_labels_it_names()
    {
        var named = MetricPattern().Matches(Text);
        Assert.InRange(named.Count, 20, int.MaxValue);
        Assert.All(named, m =>
        {
            Assert.True(LabelsByMetric.TryGetValue(m.Groups["name"].Value, out var labels), m.Value);
            var label = m.Groups["label"].Value;
            Assert.True(label.Length == 0 || labels!.Contains(label), m.Value);
        });
    }

    [Fact]
    public void The_table_of_the_webhooks_failures_names_metrics_and_outcomes_that_are()
    {
        var table = Text[Text.IndexOf("### When the webhook fails", StringComparison.Ordinal)..Text.IndexOf("## Flags", StringComparison.Ordinal)];
        foreach (var name in new[] { "pod_outcomes_total", "admission_latency_seconds", "turned_away_requests_total" })
        {
            Assert.Contains(name, table, StringComparison.Ordinal);
            Assert.Contains("vpa_admission_controller_" + name, LabelsByMetric.Keys);
        }

        // Each way to leave a pod alone that is decided about a pod is told, but those that are no business of a VPA's user.
        var told = Enum.GetNames<PodOutcome>().Except([nameof(PodOutcome.Patched), nameof(PodOutcome.NotAPodCreation), nameof(PodOutcome.NamespaceIgnored), nameof(PodOutcome.NoController)]);
        Assert.All(told, o => Assert.Contains(o, table, StringComparison.Ordinal));
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    // A name that ends in an underscore is the beginning of several.
    [GeneratedRegex("(?<name>vpa_[a-z][a-z_]*[a-z])(?![a-z_])(\\{(?<label>[a-z_]+))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MetricPattern();

    [GeneratedRegex("^(?<name>vpa_[a-z_]+) [a-z]+\\n  help: .*\\n  labels: (?<labels>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex FamilyPattern();
}
