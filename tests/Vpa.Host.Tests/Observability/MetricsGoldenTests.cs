using System.Runtime.CompilerServices;

namespace Vpa.Host.Tests.Observability;

/// <summary>
/// <c>/metrics</c> of each role, as a scraper sees it: every family with its type, help, labels and buckets, each with a series. The files are the
/// contract with dashboards and alerts (recommender section 20, updater section 18 with U126, admission section 17.3, and what is ours).
/// Written anew with <c>UPDATE_GOLDEN=1</c>.
/// </summary>
public sealed class MetricsGoldenTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    /// <summary>Long enough for everything that the cluster brings about.</summary>
    private static readonly TimeSpan UpdateAfter = TimeSpan.FromSeconds(45);

    [Fact]
    public async Task Every_role_shows_its_metrics()
    {
        await using var roles = await ObservedRoles.StartAsync();
        foreach (var role in (string[])["recommender", "updater", "admission-controller"])
        {
            await AssertGoldenAsync(roles, role);
        }
    }

    private static async Task AssertGoldenAsync(ObservedRoles roles, string role)
    {
        var file = Path.Combine(Path.GetDirectoryName(ThisFile())!, "Golden", role + ".metrics");
        var isUpdate = Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is { Length: > 0 };
        var golden = File.Exists(file) ? await File.ReadAllTextAsync(file) : "";
        var started = TimeProvider.System.GetTimestamp();
        var shown = "";
        while (TimeProvider.System.GetElapsedTime(started) < (isUpdate ? UpdateAfter : Deadline) && (isUpdate || shown != golden))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            shown = await roles.ScrapeAsync(role) is { } page ? MetricFamilies.Describe(page) : shown;
        }

        if (isUpdate)
        {
            await File.WriteAllTextAsync(file, shown);
            return;
        }

        var expected = golden.Split('\n');
        var actual = shown.Split('\n');
        Assert.True(
            shown == golden,
            $"{role}: missing: {string.Join(" | ", expected.Except(actual))}\nunexpected: {string.Join(" | ", actual.Except(expected))}\n{roles.Output(role)}");
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
