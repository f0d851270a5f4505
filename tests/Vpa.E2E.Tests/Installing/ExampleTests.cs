using System.Text.RegularExpressions;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;

namespace Vpa.E2E.Tests.Installing;

/// <summary>The definitions on a real API server take every example of the documentation, and refuse those that are there to show it.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed partial class ExampleTests(ControlPlaneFixture controlPlane)
{
    private const string ByRule = " (by a rule:";

    private static string Folder { get; } = Path.Combine(Manifests.Root, "deploy", "examples");

    [SkippableFact]
    public async Task Every_example_is_accepted_whole()
    {
        var kubectl = await Installation.InstallAsync(controlPlane.Require());
        var examples = Directory.EnumerateFiles(Folder, "*.yaml").Select(File.ReadAllText).Concat(OfPages()).ToList();
        Assert.True(examples.Count >= 7);
        foreach (var example in examples)
        {
            // Sent as it is: a field that the schema does not know would be an error.
            (await kubectl.RunAsync(example, ["create", "--dry-run=server", "--validate=true", "-n", "default", "-f", "-"])).Expected();
        }
    }

    [SkippableFact]
    public Task Every_example_of_a_mistake_is_refused_by_its_field() => AssertRefusedAsync(controlPlane.Require(), byRule: false);

    [SkippableFact]
    public async Task Every_example_of_a_mistake_against_a_rule_is_refused_by_its_message()
    {
        var cluster = controlPlane.Require();
        Skip.IfNot(cluster.Facts.EvaluatesCrdRules, "needs a newer API server: validation rules of CRDs");
        await AssertRefusedAsync(cluster, byRule: true);
    }

    private static async Task AssertRefusedAsync(RealCluster cluster, bool byRule)
    {
        var kubectl = await Installation.InstallAsync(cluster);
        var mistakes = Directory.GetFiles(Path.Combine(Folder, "refused"), "*.yaml")
            .Select(file => (File: file, Expected: File.ReadLines(file).First()["# refused: ".Length..].Split(ByRule)))
            .Where(m => m.Expected.Length > 1 == byRule).ToList();
        Assert.NotEmpty(mistakes);
        foreach (var (file, expected) in mistakes)
        {
            var result = await kubectl.RunAsync("create", "--dry-run=server", "--validate=false", "-n", "default", "-f", file);
            Assert.True(result.ExitCode != 0 && result.Error.Contains(expected[0], StringComparison.Ordinal), $"{file}: {result}");
        }
    }

    /// <summary>The VPAs that stand in the pages themselves.</summary>
    private static IEnumerable<string> OfPages() =>
        from page in new[] { "README.md", "deploy/MOVING-IN.md", "webhook-certs/README.md" }
        from block in Yaml().Matches(File.ReadAllText(Path.Combine(Manifests.Root, page)))
        let text = block.Groups["text"].Value
        where text.Contains("kind: VerticalPodAutoscaler", StringComparison.Ordinal)
        select text;

    [GeneratedRegex(@"^```yaml\n(?<text>.*?)^```", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.Multiline, 1000)]
    private static partial Regex Yaml();
}
