using System.Text.Json.Nodes;
using Vpa.Host.CommandLine;

namespace Vpa.Host.Tests.History;

/// <summary><c>vpa history</c> as an operator runs it.</summary>
public sealed class HistoryToolTests : IDisposable
{
    private readonly StoredHistories _stored = new();

    public void Dispose() => _stored.Dispose();

    [Fact]
    public async Task Lists_one_line_a_container()
    {
        await _stored.WithAsync(StoredHistories.Of("shop", "web"), StoredHistories.Of("shop", "web", "proxy", minutes: 10), StoredHistories.Of("bank", "api"));
        var (code, output, _) = await RunAsync("list");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(ExitCodes.Success, code);
        Assert.Equal(["NAMESPACE", "KIND", "NAME", "CONTAINER", "SAMPLES", "SPAN", "LAST", "CPU", "P90", "MEMORY", "P90"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["bank Deployment api app 120 119m", "shop Deployment web app 120 119m", "shop Deployment web proxy 10 9m"], lines[1..].Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..6])));
        Assert.Matches(@" 0\.4\d\d +4\d\d\.\dMi$", lines[1]);

        Assert.DoesNotContain("shop", (await RunAsync("list", "--namespace=bank")).Output, StringComparison.Ordinal);
        var json = JsonNode.Parse((await RunAsync("list", "--output=json")).Output)!.AsArray();
        Assert.Equal(("bank", "api", 120), ((string)json[0]!["namespace"]!, (string)json[0]!["name"]!, (int)json[0]!["sampleCount"]!));
    }

    [Fact]
    public async Task Shows_a_workload_with_its_histograms()
    {
        await _stored.WithAsync(StoredHistories.Of("shop", "web"), StoredHistories.Of("shop", "web", "proxy"));
        var (code, output, _) = await RunAsync("show", "shop/deployment/web/app");
        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains("Workload:             Deployment shop/web\n", output, StringComparison.Ordinal);
        Assert.Contains("CPU samples:          120 from 2024-03-01 10:30:00Z to 2024-03-01 12:29:00Z", output, StringComparison.Ordinal);
        Assert.Contains("Open memory windows:  1, web-1-0 peaks at 419.0Mi", output, StringComparison.Ordinal);
        var bars = output.Split('\n').Where(l => l.Contains("|#", StringComparison.Ordinal)).ToList();
        Assert.InRange(bars.Count, 10, 48);
        Assert.Contains(bars, b => b.Contains($"|{new string('#', 40)}|", StringComparison.Ordinal));
        Assert.DoesNotContain("proxy", output, StringComparison.Ordinal);
        Assert.Contains("Container:            proxy", (await RunAsync("show", "shop/Deployment/web")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop/web", "'shop/web' is not namespace/kind/name")]
    [InlineData("shop/Deployment/other", "has no history of shop/Deployment/other")]
    public async Task What_cannot_be_shown_is_named(string workload, string message)
    {
        await _stored.WithAsync(StoredHistories.Of("shop", "web"));
        var (code, _, error) = await RunAsync("show", workload);
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_imported_elsewhere_gives_every_bit_of_the_history()
    {
        await _stored.WithAsync([.. Enumerable.Range(0, 50).Select(n => StoredHistories.Of("shop", $"web-{n:00}", minutes: 20 * n))]);
        using var other = new StoredHistories();
        var file = Path.Combine(other.Directory, "export.json");
        Assert.Equal((0, $"Exported 50 histories to {file}.\n"), await RunAsync("export", $"--file={file}") is var (code, output, _) ? (code, output) : default);
        Assert.Equal((0, $"Imported into {other.Directory}: 50 histories added, 0 replaced, 0 left as they were.\n"), await InAsync(other, "import", file));
        Assert.Equal(await _stored.LoadAsync(), await other.LoadAsync());

        // Standard output gives the same; a file that is there is not overwritten.
        var printed = (await RunAsync("export")).Output;
        Assert.Equal(Lines(await File.ReadAllTextAsync(file)), Lines(printed));
        Assert.Equal(ExitCodes.Failure, (await RunAsync("export", $"--file={file}")).Code);

        static string[] Lines(string export) => export.Split('\n')[1..];
    }

    [Fact]
    public async Task An_import_replaces_or_keeps_what_is_there()
    {
        using var source = new StoredHistories();
        await source.WithAsync(StoredHistories.Of("shop", "web", minutes: 30), StoredHistories.Of("shop", "new", minutes: 30));
        var file = Path.Combine(source.Directory, "export.json");
        await InAsync(source, "export", $"--file={file}");
        await _stored.WithAsync(StoredHistories.Of("shop", "web", minutes: 5));

        Assert.Contains("1 histories added, 0 replaced, 1 left", (await RunAsync("import", file, "--keep-existing")).Output, StringComparison.Ordinal);
        Assert.Equal([30L, 5L], (await _stored.LoadAsync()).Select(a => a.SampleCount));
        Assert.Contains("0 histories added, 2 replaced, 0 left", (await RunAsync("import", file)).Output, StringComparison.Ordinal);
        Assert.Equal([30L, 30L], (await _stored.LoadAsync()).Select(a => a.SampleCount));
    }

    [Theory]
    [InlineData("{", "it is no export of histories")]
    [InlineData("""{"format":"other","version":1,"histories":[]}""", "format is 'other', not 'vpa-history'")]
    [InlineData("""{"format":"vpa-history","version":2,"histories":[]}""", "version is 2; this program reads version 1")]
    [InlineData("""{"format":"vpa-history","version":1,"histories":[{"namespace":"a"}]}""", "kind")]
    [InlineData("""{"format":"vpa-history","version":1,"histories":[{"namespace":"a","kind":"Deployment","name":"b","container":"c","createdAt":"2024-03-01T00:00:00Z","sampleCount":1,"cpu":{"firstBucket":0,"weights":[-1],"totalWeight":1},"memory":{"firstBucket":0,"weights":[],"totalWeight":0}}]}""",
        "histories[0] (Deployment a/b/c): weights must be numbers of at least 0")]
    public async Task A_file_that_is_no_sound_export_is_refused_with_the_place_and_nothing_is_imported(string text, string message)
    {
        var file = Path.Combine(_stored.Directory, "export.json");
        await File.WriteAllTextAsync(file, text);
        var (code, _, error) = await RunAsync("import", file);
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains($"{file} is not imported: ", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.False(File.Exists(_stored.DataPath));
    }

    [Fact]
    public async Task A_history_in_use_is_refused_with_its_holder_unless_a_copy_is_read()
    {
        await _stored.WithAsync(StoredHistories.Of("shop", "web"));
        await using var recommender = _stored.Open();
        await recommender.LoadAsync(CancellationToken.None);
        foreach (var command in new[] { "list", "check", "export", "compact" })
        {
            var (code, _, error) = await RunAsync(command);
            Assert.Equal(ExitCodes.Failure, code);
            Assert.Contains($"is in use by process {Environment.ProcessId} on host {Environment.MachineName}", error, StringComparison.Ordinal);
        }

        Assert.Contains("web", (await RunAsync("list", "--copy")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, (await RunAsync("check", "--copy")).Code);
        Assert.Equal(0, (await recommender.LoadAsync(CancellationToken.None)).Dropped);
    }

    [Fact]
    public async Task Looking_changes_nothing_and_needs_no_right_to_write()
    {
        await _stored.WithAsync(StoredHistories.Of("shop", "web"));
        var before = _stored.Files();
        foreach (var arguments in new[] { new[] { "list" }, ["show", "shop/Deployment/web"], ["check"], ["export"] })
        {
            Assert.Equal(ExitCodes.Success, (await RunAsync(arguments)).Code);
        }

        Assert.Equal(before, _stored.Files());
    }

    [Fact]
    public async Task Compacting_gives_space_back_and_keeps_every_history()
    {
        var kept = Enumerable.Range(0, 300).Select(n => StoredHistories.Of("shop", $"web-{n:000}")).ToArray();
        await _stored.WithAsync([.. kept, .. Enumerable.Range(0, 2_000).Select(n => StoredHistories.Of("old", $"gone-{n}", minutes: 30))]);
        await using (var store = _stored.Open())
        {
            await store.LoadAsync(CancellationToken.None);
            await store.SaveAsync([], [.. Enumerable.Range(0, 2_000).Select(n => StoredHistories.Of("old", $"gone-{n}", minutes: 1).Key)], CancellationToken.None);
        }

        var before = new FileInfo(_stored.DataPath).Length;
        var (code, output, _) = await RunAsync("compact");
        Assert.Equal(ExitCodes.Success, code);
        Assert.EndsWith("300 histories.\n", output, StringComparison.Ordinal);
        Assert.InRange(new FileInfo(_stored.DataPath).Length, 1, before / 3);
        Assert.Equal(kept, await _stored.LoadAsync());
        Assert.Equal(ExitCodes.Success, (await RunAsync("check")).Code);
    }

    [Fact]
    public async Task A_check_tells_damage_and_what_is_left()
    {
        await _stored.WithAsync([.. Enumerable.Range(0, 300).Select(n => StoredHistories.Of("shop", $"web-{n:000}", minutes: 30))]);
        var (sound, text, _) = await RunAsync("check");
        Assert.Equal(ExitCodes.Success, sound);
        Assert.EndsWith("The history is sound.\n", text, StringComparison.Ordinal);

        Overwrite(_stored.DataPath, 8_192 * 10);
        var (code, output, _) = await RunAsync("check");
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains("300 histories", output, StringComparison.Ordinal);
        Assert.Contains("only the second copy has", output, StringComparison.Ordinal);

        File.Delete(Path.Combine(_stored.Directory, "vpa-history.mirror"));
        var json = JsonNode.Parse((await RunAsync("check", "--output=json")).Output)!;
        Assert.False((bool)json["isSound"]!);
        Assert.InRange((int)json["histories"]!, 100, 299);
        var (listed, list, error) = await RunAsync("list");
        Assert.Equal(ExitCodes.Failure, listed);
        Assert.Contains("web-000", list, StringComparison.Ordinal);
        Assert.Contains("is damaged, and this is what can be read of it", error, StringComparison.Ordinal);
        Assert.Contains("is damaged, and compacting it would lose what may be saved", (await RunAsync("compact")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_set_aside_can_be_looked_into()
    {
        await _stored.WithAsync(StoredHistories.Of("shop", "web"));
        var aside = _stored.DataPath + ".corrupt-20240301T120000Z";
        File.Move(_stored.DataPath, aside);
        using var output = new StringWriter();
        Assert.Equal(0, await VpaCommandLine.RunAsync(["history", "list", $"--history-path={aside}"], output, TextWriter.Null));
        Assert.Contains("shop", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("compact")]
    public async Task A_history_that_is_not_there_is_named_and_not_made(string command)
    {
        var (code, _, error) = await RunAsync(command);
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains($"there is no history: {_stored.DataPath} does not exist", error, StringComparison.Ordinal);
        Assert.Empty(_stored.Files());
    }

    [Fact]
    public async Task A_mistake_in_the_command_line_shows_the_help_of_that_command()
    {
        using var error = new StringWriter();
        Assert.Equal(ExitCodes.Usage, await VpaCommandLine.RunAsync(["history", "list", "--colour"], TextWriter.Null, error));
        Assert.Contains("history list [options]", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("--namespace", error.ToString(), StringComparison.Ordinal);
    }

    private static void Overwrite(string path, long offset)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write);
        stream.Position = offset;
        stream.Write(Enumerable.Repeat((byte)0xA5, 8_192).ToArray());
    }

    private static async Task<(int Code, string Output)> InAsync(StoredHistories stored, string command, params string[] rest)
    {
        using var output = new StringWriter();
        var code = await VpaCommandLine.RunAsync(["history", command, .. rest, $"--history-path={stored.Directory}"], output, TextWriter.Null);
        return (code, output.ToString());
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await VpaCommandLine.RunAsync(["history", .. arguments, $"--history-path={_stored.Directory}"], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
