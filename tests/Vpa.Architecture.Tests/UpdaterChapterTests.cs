using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Vpa.Domain.Updating;
using Vpa.Kubernetes.Updating;
using Vpa.Updater;
using Vpa.Updater.Metrics;

namespace Vpa.Architecture.Tests;

/// <summary>What the README tells an operator of the updater: each reason, event and metric in it exists, and each that exists is in it.</summary>
public sealed partial class UpdaterChapterTests
{
    private const string Begin = "What a mode does to running pods";
    private const string End = "## What happens to a new pod";

    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../.."));
    private static readonly string Readme = File.ReadAllText(Path.Combine(Root, "README.md"));

    private static string Chapter => Readme[Readme.IndexOf(Begin, StringComparison.Ordinal)..Readme.IndexOf(End, StringComparison.Ordinal)];

    private static IEnumerable<string> Code => CodePattern().Matches(Chapter).Select(m => m.Groups["code"].Value);

    /// <summary>The reasons behind a metric's label <c>reason</c>, and whether a run that ends so counts as skipped.</summary>
    private static IEnumerable<string> Reasons =>
    [
        .. Enum.GetValues<UpdateRefusal>().Where(r => r != UpdateRefusal.None).Select(r => r.ToString()),
        .. Enum.GetValues<VpaAbsence>().Where(a => a != VpaAbsence.None).Select(a => a.ToString()),
        .. Enum.GetNames<EvictionFailure>(),
        .. Enum.GetNames<InPlaceFailure>(),
        .. Enum.GetValues<RunOutcome>().Where(o => o is not (RunOutcome.Completed or RunOutcome.RateLimited)).Select(o => o.ToString()),
    ];

    [Fact]
    public void Every_reason_and_event_is_in_the_readme() =>
        Assert.Empty(Reasons.Concat(Enum.GetNames<UpdateEventReason>()).Except(Code));

    [Fact]
    public void Every_reason_of_the_table_exists()
    {
        var named = TableOfReasons().SelectMany(first => CodePattern().Matches(first).Select(m => m.Groups["code"].Value)).Where(c => NamePattern().IsMatch(c)).ToList();

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(Reasons));
    }

    [Fact]
    public void Every_event_of_the_chapter_exists()
    {
        var named = EventPattern().Matches(Chapter).Select(m => m.Groups["reason"].Value).ToList();

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(Enum.GetNames<UpdateEventReason>()));
    }

    /// <summary>The golden file holds what a running updater shows (the host's golden test).</summary>
    [Fact]
    public void Every_metric_of_the_chapter_is_shown_by_the_updater()
    {
        var golden = File.ReadLines(Path.Combine(Root, "tests/Vpa.Host.Tests/Observability/Golden/updater.metrics"))
            .Where(l => l.Length > 0 && l[0] != ' ').Select(l => l.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);
        var named = Code.Where(c => c.StartsWith("vpa_updater_", StringComparison.Ordinal)).Select(c => c.Split('{')[0]).Distinct().ToList();

        Assert.True(named.Count > 8, string.Join(", ", named));
        Assert.Empty(named.Except(golden));
    }

    // The first cells of the rows of the second table.
    private static IEnumerable<string> TableOfReasons()
    {
        var rows = Chapter.Split('\n').SkipWhile(l => !l.StartsWith("| reason |", StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.StartsWith('|')).ToList();
        Assert.True(rows.Count > 15, "The table of reasons is not where it was.");
        return rows.Select(r => r.Split('|')[1]);
    }

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodePattern();

    [GeneratedRegex("^[A-Z][A-Za-z]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex("event `(?<reason>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EventPattern();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
