using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;
using Vpa.Simulation.Manifests;

namespace Vpa.E2E.Tests.Installing;

/// <summary>The alert rules and the dashboard: well formed, and about metrics that there are.</summary>
public sealed partial class MonitoringTests
{
    private static string Alerts => Path.Combine(Manifests.Root, "deploy", "monitoring", "alerts.yaml");

    private static string Dashboard => Path.Combine(Manifests.Root, "deploy", "monitoring", "dashboard.json");

    /// <summary>By the pages that the roles really serve, as the tests of the program pin them.</summary>
    [Fact]
    public void Every_expression_is_about_series_and_labels_that_metrics_shows()
    {
        var shown = Directory.EnumerateFiles(Path.Combine(Manifests.Root, "tests", "Vpa.Host.Tests", "Observability", "Golden"), "*.metrics")
            .SelectMany(page => Family().Matches(File.ReadAllText(page))).GroupBy(m => m.Groups["name"].Value, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (IsHistogram: g.First().Groups["type"].Value == "histogram", Labels: g.First().Groups["labels"].Value.Split(", ")), StringComparer.Ordinal);
        foreach (var expression in Expressions())
        {
            var series = Name().Matches(expression).Select(m => m.Value).Distinct().ToList();
            Assert.NotEmpty(series);
            Assert.All(series, name => Assert.True(FamilyOf(name, shown) is not null, $"/metrics has no {name}, of which this speaks: {expression}"));
            Assert.All(Selected().Matches(expression), selected =>
            {
                var labels = FamilyOf(selected.Groups["name"].Value, shown)!.Value.Labels;
                Assert.All(Label().Matches(selected.Groups["labels"].Value).Select(l => l.Groups["label"].Value), label => Assert.Contains(label, labels));
            });
            // What Prometheus adds itself, and what a histogram has.
            var known = series.SelectMany(n => FamilyOf(n, shown)!.Value.Labels).Concat(["job", "instance", "le"]).ToHashSet(StringComparer.Ordinal);
            Assert.All(Grouping().Matches(expression).SelectMany(g => g.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries)), label => Assert.Contains(label, known));
        }
    }

    [SkippableFact]
    public async Task Promtool_accepts_the_alert_rules()
    {
        var promtool = Tool.Find("PROMTOOL", "promtool");
        Skip.If(promtool is null, "no promtool: not on PATH and not named by PROMTOOL");
        (await Tool.RunAsync(promtool!, ["check", "rules", "--lint-fatal", Alerts])).Expected();
        (await Tool.RunAsync(promtool!, ["test", "rules", Path.Combine(Manifests.Root, "tests", "Vpa.E2E.Tests", "Installing", "alerts-test.yaml")])).Expected();
    }

    [Fact]
    public void Every_alert_says_what_happened_and_what_follows()
    {
        var rules = Rules().ToList();
        Assert.Equal(rules.Count, rules.Select(r => r["alert"]!.GetValue<string>()).Distinct().Count());
        Assert.All(rules, r =>
        {
            Assert.Contains(r["labels"]!["severity"]!.GetValue<string>(), (string[])["critical", "warning"]);
            Assert.NotEmpty(r["annotations"]!["summary"]!.GetValue<string>());
            Assert.NotEmpty(r["annotations"]!["description"]!.GetValue<string>());
        });
    }

    [Fact]
    public void Panels_of_the_dashboard_do_not_overlap_and_have_ids_of_their_own()
    {
        var panels = Panels().ToList();
        Assert.Equal(panels.Count, panels.Select(p => p["id"]!.GetValue<int>()).Distinct().Count());
        var cells = panels.SelectMany(p => from x in Range(p, "x", "w") from y in Range(p, "y", "h") select (x, y)).ToList();
        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, c => Assert.InRange(c.x, 0, 23));
    }

    /// <summary>The family of a series; the parts of a histogram are series of their own.</summary>
    private static (bool IsHistogram, string[] Labels)? FamilyOf(string series, Dictionary<string, (bool IsHistogram, string[] Labels)> shown) =>
        shown.TryGetValue(series, out var family) && !family.IsHistogram ? family
        : shown.TryGetValue(Part().Replace(series, ""), out family) && family.IsHistogram && Part().IsMatch(series) ? family
        : null;

    private static IEnumerable<int> Range(JsonNode panel, string at, string size) =>
        Enumerable.Range(panel["gridPos"]![at]!.GetValue<int>(), panel["gridPos"]![size]!.GetValue<int>());

    private static IEnumerable<string> Expressions() =>
        Rules().Select(r => r["expr"]!.GetValue<string>())
            .Concat(Panels().SelectMany(p => p["targets"] as JsonArray ?? []).Select(t => t!["expr"]!.GetValue<string>()));

    private static IEnumerable<JsonNode> Rules() =>
        ManifestInstaller.Read(File.ReadAllText(Alerts)).Single()["groups"]!.AsArray().SelectMany(g => g!["rules"]!.AsArray()).Select(r => r!);

    private static IEnumerable<JsonNode> Panels() => JsonNode.Parse(File.ReadAllText(Dashboard))!["panels"]!.AsArray().Select(p => p!);

    [GeneratedRegex(@"^(?<name>[a-z]\S+) (?<type>[a-z]+)\n  help: .*\n  labels: (?<labels>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Family();

    [GeneratedRegex("_(sum|count|bucket)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();

    [GeneratedRegex(@"\bby \((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(?<name>vpa_[a-z0-9_]+)\{(?<labels>[^}]*)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Selected();

    [GeneratedRegex(@"(?<label>[a-zA-Z_][a-zA-Z0-9_]*)\s*(=|!=|=~|!~)\s*""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();

    [GeneratedRegex(@"\bvpa_(recommender|updater|admission_controller|cache|events|quality)_[a-z0-9_]+\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
