using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;
using Vpa.Simulation.Manifests;

namespace Vpa.E2E.Tests.Installing;

/// <summary>The alert rules and the dashboard: well formed, and about metrics that there are.</summary>
public sealed partial class MonitoringTests
{
    /// <summary>Shown only once something has gone wrong; by what the roles are asked to name them in the source.</summary>
    private static readonly string[] OnlyAfterAFailure =
    [
        "vpa_updater_failed_eviction_attempts_total", "vpa_updater_failed_in_place_update_attempts_total", "vpa_cache_failures",
    ];

    private static string Alerts => Path.Combine(Manifests.Root, "deploy", "monitoring", "alerts.yaml");

    private static string Dashboard => Path.Combine(Manifests.Root, "deploy", "monitoring", "dashboard.json");

    /// <summary>Fails when an expression names a series, or a label of one, that the text of <c>/metrics</c> does not show.</summary>
    internal static void AssertShown(string metrics)
    {
        var labels = metrics.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => Series().Match(l)).Where(m => m.Success)
            .GroupBy(m => m.Groups["name"].Value)
            .ToDictionary(g => g.Key, g => g.SelectMany(m => Label().Matches(m.Groups["labels"].Value).Select(l => l.Groups["label"].Value)).ToHashSet(StringComparer.Ordinal));
        foreach (var expression in Expressions())
        {
            var names = Name().Matches(expression).Select(m => m.Value).Distinct().ToList();
            Assert.NotEmpty(names);
            Assert.All(names.Except(OnlyAfterAFailure), name => Assert.True(labels.ContainsKey(name), $"/metrics has no {name}, of which this speaks: {expression}"));
            var known = names.SelectMany(n => labels.GetValueOrDefault(n) ?? []).ToHashSet(StringComparer.Ordinal);
            Assert.All(
                Selected().Matches(expression).Where(m => !OnlyAfterAFailure.Contains(m.Groups["name"].Value)).SelectMany(m => Label().Matches(m.Groups["labels"].Value).Select(l => l.Groups["label"].Value)),
                label => Assert.Contains(label, known));
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

    /// <summary>Series of failures are not shown before the first; the source must name them.</summary>
    [Fact]
    public void Metrics_of_failures_are_defined()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Manifests.Root, "src"), "*Metrics.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        Assert.All(OnlyAfterAFailure, name => Assert.Contains(sources, s => s.Contains($"\"{name}\"", StringComparison.Ordinal)));
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

    private static IEnumerable<int> Range(JsonNode panel, string at, string size) =>
        Enumerable.Range(panel["gridPos"]![at]!.GetValue<int>(), panel["gridPos"]![size]!.GetValue<int>());

    private static IEnumerable<string> Expressions() =>
        Rules().Select(r => r["expr"]!.GetValue<string>())
            .Concat(Panels().SelectMany(p => p["targets"] as JsonArray ?? []).Select(t => t!["expr"]!.GetValue<string>()));

    private static IEnumerable<JsonNode> Rules() =>
        ManifestInstaller.Read(File.ReadAllText(Alerts)).Single()["groups"]!.AsArray().SelectMany(g => g!["rules"]!.AsArray()).Select(r => r!);

    private static IEnumerable<JsonNode> Panels() => JsonNode.Parse(File.ReadAllText(Dashboard))!["panels"]!.AsArray().Select(p => p!);

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Series();

    [GeneratedRegex(@"(?<name>vpa_[a-z0-9_]+)\{(?<labels>[^}]*)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Selected();

    [GeneratedRegex(@"(?<label>[a-zA-Z_][a-zA-Z0-9_]*)\s*(=|!=|=~|!~)\s*""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();

    [GeneratedRegex(@"\bvpa_(recommender|updater|admission_controller|cache|events|resources|quality)_[a-z0-9_]+\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
