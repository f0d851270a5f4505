using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Vpa.Storage.Tests;

/// <summary>SIGKILL at random moments. A save here is one transaction, so it must be found whole or not at all. <c>VPA_LONG_TESTS=1</c> runs 200 kills.</summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Every_completed_save_outlives_a_kill()
    {
        var (random, kills) = RandomRun.Of(output, brief: 6, @long: 200);
        var saver = new KilledSaver(_directory.Path);
        for (var kill = 0; kill < kills; kill++)
        {
            await saver.RunAndKillAsync(random);
            var found = await GenerationsAsync();
            output.WriteLine($"killed after generation {saver.Saved}, found {found}");
            Assert.InRange(found, saver.Saved, saver.Saved + 1);
        }
    }

    private async Task<long> GenerationsAsync()
    {
        await using var store = LiteDbAggregateStore.Open(_directory.Path, TimeProvider.System, NullLogger<LiteDbAggregateStore>.Instance);
        var loaded = await store.LoadAsync(CancellationToken.None);
        Assert.Equal((0, null, 0, KilledSaver.Histories), (loaded.Dropped, loaded.SetAside, loaded.Restored, loaded.Aggregates.Count));
        var generation = Assert.Single(loaded.Aggregates.Select(KilledSaver.GenerationOf).Distinct());
        Assert.All(loaded.Aggregates, a => Assert.Equal(KilledSaver.Grown(a.Key, generation), a));
        return generation;
    }
}
