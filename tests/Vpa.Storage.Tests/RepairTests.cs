using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vpa.Domain.Usage;
using Vpa.Recommender.Ports;

namespace Vpa.Storage.Tests;

/// <summary>What becomes of a history of which one copy, or both, are damaged.</summary>
public sealed class RepairTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0, 100)] // the header
    [InlineData(0, 8_192)]
    [InlineData(8_192, 8_192)]
    public async Task A_damaged_file_is_set_aside_and_replaced_from_the_second_copy(int offset, int length)
    {
        await SaveAsync(Grown(200));
        Overwrite(offset, length);
        var loaded = await LoadAsync();
        Assert.Equal(_directory["vpa-history.db.corrupt-20240301T120000Z"], loaded.SetAside);
        Assert.True(File.Exists(loaded.SetAside));
        Assert.Equal(0, loaded.Dropped);
        Assert.Equal(Grown(200), InOrder(loaded));
        Assert.True(loaded.Restored > 0);

        var again = await LoadAsync();
        Assert.Equal((0, null), (again.Restored, again.SetAside));
        Assert.Equal(Grown(200), InOrder(again));
    }

    [Fact]
    public async Task Without_a_second_copy_everything_readable_of_a_damaged_file_is_saved()
    {
        await SaveAsync(Grown(2_000));
        Overwrite((int)(new FileInfo(_directory[HistoryDirectory.DataName]).Length / 16_384 * 8_192), 8_192);
        File.Delete(_directory[HistoryDirectory.MirrorName]);
        var loaded = await LoadAsync();
        Assert.NotNull(loaded.SetAside);
        Assert.InRange(loaded.Aggregates.Count, 1_000, 1_999);
        Assert.Equal(InOrder(loaded), InOrder(await LoadAsync()));
    }

    [Fact]
    public async Task A_file_that_is_gone_is_made_anew_from_the_second_copy_and_the_other_way_round()
    {
        await SaveAsync(Grown(200));
        File.Delete(_directory[HistoryDirectory.DataName]);
        Assert.Equal(Grown(200), InOrder(await LoadAsync()));
        File.Delete(_directory[HistoryDirectory.MirrorName]);
        Assert.Equal(Grown(200), InOrder(await LoadAsync()));
        File.Delete(_directory[HistoryDirectory.DataName]);
        Assert.Equal(Grown(200), InOrder(await LoadAsync()));
    }

    [Fact]
    public async Task Deleted_histories_do_not_come_back_from_the_second_copy()
    {
        await SaveAsync(Grown(10));
        await using (var store = Open())
        {
            await store.LoadAsync(CancellationToken.None);
            await store.SaveAsync([], [.. Enumerable.Range(0, 9).Select(Snapshots.Key)], CancellationToken.None);
        }

        File.Delete(_directory[HistoryDirectory.DataName]);
        Assert.Equal([Snapshots.Grown(9)], (await LoadAsync()).Aggregates);
    }

    [Fact]
    public async Task A_file_without_a_legal_version_is_no_file_of_this_program_and_is_set_aside()
    {
        await SaveAsync(Grown(3));
        using (var database = new LiteDB.LiteDatabase(_directory[HistoryDirectory.DataName]))
        {
            database.GetCollection("meta").Upsert(new LiteDB.BsonDocument { ["_id"] = "format", ["v"] = 0 });
            database.Checkpoint();
        }

        var loaded = await LoadAsync();
        Assert.NotNull(loaded.SetAside);
        Assert.Equal(Grown(3), InOrder(loaded));
    }

    [Fact]
    public async Task Of_files_set_aside_the_last_five_are_kept()
    {
        for (var day = 0; day < 8; day++)
        {
            await SaveAsync(Grown(3));
            Overwrite(0, 8_192);
            _time.Advance(TimeSpan.FromDays(1));
            await LoadAsync();
        }

        var kept = Directory.GetFiles(_directory.Path, "vpa-history.db.corrupt-*").Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(["05", "06", "07", "08", "09"], kept.Select(k => k!["vpa-history.db.corrupt-202403".Length..][..2]));
    }

    private static List<AggregateSnapshot> Grown(int count) => [.. Enumerable.Range(0, count).Select(n => Snapshots.Grown(n))];

    private static List<AggregateSnapshot> InOrder(StoredHistory history) => [.. history.Aggregates.OrderBy(a => a.Key.ToString(), StringComparer.Ordinal)];

    private void Overwrite(int offset, int length)
    {
        using var stream = new FileStream(_directory[HistoryDirectory.DataName], FileMode.Open, FileAccess.Write);
        stream.Position = offset;
        stream.Write(Enumerable.Repeat((byte)0xA5, length).ToArray());
    }

    private LiteDbAggregateStore Open() => LiteDbAggregateStore.Open(_directory.Path, _time, NullLogger<LiteDbAggregateStore>.Instance);

    private async Task SaveAsync(IReadOnlyCollection<AggregateSnapshot> snapshots)
    {
        await using var store = Open();
        await store.LoadAsync(CancellationToken.None);
        await store.SaveAsync(snapshots, [], CancellationToken.None);
    }

    private async Task<StoredHistory> LoadAsync()
    {
        await using var store = Open();
        return await store.LoadAsync(CancellationToken.None);
    }
}
