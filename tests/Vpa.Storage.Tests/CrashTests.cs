using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Vpa.Storage.Tests;

/// <summary>SIGKILL at random moments. A save here is one transaction, so it must be found whole or not at all.</summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Every_completed_save_outlives_a_kill()
    {
        var seed = Environment.ProcessId;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            var saved = await RunAndKillAsync(savesBefore: 1 + random.Next(4), thenWait: TimeSpan.FromMilliseconds(random.Next(60)));
            var found = await GenerationsAsync();
            output.WriteLine($"killed after generation {saved}, found {found}");
            Assert.InRange(found, saved, saved + 1);
        }
    }

    private async Task<long> RunAndKillAsync(int savesBefore, TimeSpan thenWait)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { typeof(Program).Assembly.Location, Program.Command, _directory.Path })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var saved = 0L;
        for (var i = 0; i < savesBefore; i++)
        {
            var line = await process.StandardOutput.ReadLineAsync(patience.Token);
            saved = long.Parse(line!, CultureInfo.InvariantCulture);
        }

        // Not a wait for something: the moment of the kill is what is random here.
        await Task.Delay(thenWait, TimeProvider.System, patience.Token);
        process.Kill();
        await process.WaitForExitAsync(patience.Token);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            saved = long.Parse(line, CultureInfo.InvariantCulture);
        }

        return saved;
    }

    private async Task<long> GenerationsAsync()
    {
        await using var store = LiteDbAggregateStore.Open(_directory.Path, TimeProvider.System, NullLogger<LiteDbAggregateStore>.Instance);
        var loaded = await store.LoadAsync(CancellationToken.None);
        Assert.Equal((0, null, Program.Histories), (loaded.Dropped, loaded.SetAside, loaded.Aggregates.Count));
        var generation = Assert.Single(loaded.Aggregates.Select(a => a.SampleCount / 2).Distinct());
        Assert.All(loaded.Aggregates, a => Assert.Equal(Snapshots.Grown(int.Parse(a.Key.Workload.Name[4..], CultureInfo.InvariantCulture), (int)generation), a));
        return generation;
    }
}
