using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Domain.Usage;
using Xunit.Abstractions;

namespace Vpa.Storage.Tests;

/// <summary>
/// After a kill one of the two copies of the history is damaged at random: it always starts, and has everything but perhaps the last save.
/// <c>VPA_LONG_TESTS=1</c> runs 500 variants, <c>VPA_SEED</c> repeats a run.
/// </summary>
public sealed class TornWriteTests(ITestOutputHelper output) : IDisposable
{
    private const int VariantsOfAKill = 10;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Damage_to_either_copy_after_a_kill_costs_at_most_the_last_save()
    {
        var (random, variants) = RandomRun.Of(output, brief: 40, @long: 500);
        var damage = new Damage(random);
        var saver = new KilledSaver(_directory["history"]);
        for (var variant = 0; variant < variants; variant++)
        {
            if (variant % VariantsOfAKill == 0)
            {
                await saver.RunAndKillAsync(random);
                Copy("history", "killed");
            }

            Copy("killed", "damaged");
            var what = random.Next(2) == 0
                ? damage.Do(Path("damaged", HistoryDirectory.DataName), Path("damaged", HistoryDirectory.LogName))
                : damage.Do(Path("damaged", HistoryDirectory.MirrorName));
            await AssertIsWholeAsync(saver.Saved, $"variant {variant}: {what}");
        }
    }

    private async Task AssertIsWholeAsync(long saved, string what)
    {
        output.WriteLine(what);
        IReadOnlyList<AggregateSnapshot> first;
        await using (var store = LiteDbAggregateStore.Open(_directory["damaged"], TimeProvider.System, NullLogger<LiteDbAggregateStore>.Instance))
        {
            var loaded = await store.LoadAsync(CancellationToken.None);
            Assert.True(loaded.Aggregates.Count == KilledSaver.Histories, $"{what}: {loaded.Aggregates.Count} of {KilledSaver.Histories} are left");
            foreach (var aggregate in loaded.Aggregates)
            {
                var generation = KilledSaver.GenerationOf(aggregate);
                Assert.True(generation >= saved - 1 && generation <= saved + 1, $"{what}: {aggregate.Key} is of generation {generation}, saved was {saved}");
                Assert.Equal(KilledSaver.Grown(aggregate.Key, generation), aggregate);
            }

            first = loaded.Aggregates;
            await store.SaveAsync([Snapshots.Grown(0, 99)], [], CancellationToken.None);
        }

        // What was mended stays mended, and what is saved afterwards is there.
        await using (var store = LiteDbAggregateStore.Open(_directory["damaged"], TimeProvider.System, NullLogger<LiteDbAggregateStore>.Instance))
        {
            var again = await store.LoadAsync(CancellationToken.None);
            Assert.Equal((0, first.Count), (again.Dropped, again.Aggregates.Count));
            Assert.Contains(Snapshots.Grown(0, 99), again.Aggregates);
        }
    }

    private string Path(string directory, string name) => System.IO.Path.Combine(_directory[directory], name);

    private void Copy(string from, string to)
    {
        if (Directory.Exists(_directory[to]))
        {
            Directory.Delete(_directory[to], recursive: true);
        }

        Directory.CreateDirectory(_directory[to]);
        foreach (var file in Directory.GetFiles(_directory[from]))
        {
            File.Copy(file, Path(to, System.IO.Path.GetFileName(file)));
        }
    }
}
