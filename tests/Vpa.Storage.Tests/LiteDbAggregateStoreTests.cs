using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vpa.Domain.Usage;
using Vpa.Recommender.Ports;

namespace Vpa.Storage.Tests;

public sealed class LiteDbAggregateStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Loading_after_a_restart_gives_exactly_what_was_saved()
    {
        await SaveAsync(Enumerable.Range(0, 100).Select(n => Snapshots.Grown(n)));
        await SaveAsync([Snapshots.Grown(7, minutes: 60)]);

        var loaded = await LoadAsync();

        Assert.Equal(0, loaded.Dropped);
        Assert.Null(loaded.SetAside);
        Assert.Equal(
            Enumerable.Range(0, 100).Select(n => n == 7 ? Snapshots.Grown(7, minutes: 60) : Snapshots.Grown(n)), InOrder(loaded));
    }

    [Fact]
    public async Task Deleted_histories_stay_deleted()
    {
        await SaveAsync([Snapshots.Grown(1), Snapshots.Grown(2)]);
        await using (var store = Open())
        {
            await store.SaveAsync([], [Snapshots.Key(1)], CancellationToken.None);
        }

        Assert.Equal([Snapshots.Grown(2)], (await LoadAsync()).Aggregates);
    }

    [Fact]
    public async Task A_second_store_on_the_same_directory_is_refused_with_the_holder()
    {
        await using var first = Open();
        var refusal = Assert.Throws<HistoryUnavailableException>(() => Open());
        Assert.Equal(HistoryFault.InUse, refusal.Fault);
        Assert.Contains($"process {Environment.ProcessId} on host {Environment.MachineName}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_directory_is_free_again_after_closing()
    {
        await using (var first = Open())
        {
            await first.SaveAsync([Snapshots.Grown(1)], [], CancellationToken.None);
        }

        await using var second = Open();
        Assert.Equal([Snapshots.Grown(1)], (await second.LoadAsync(CancellationToken.None)).Aggregates);
    }

    [Fact]
    public async Task One_damaged_record_is_dropped_alone_and_does_not_come_back()
    {
        var (id, data) = AggregateCodec.Encode(Snapshots.Grown(1));
        data[10] ^= 1;
        using (var file = new HistoryDirectory(_directory.Path, _time).Open())
        {
            file.Write([new(id, data), AggregateCodec.Encode(Snapshots.Grown(2))], []);
        }

        await using (var store = Open())
        {
            var loaded = await store.LoadAsync(CancellationToken.None);
            Assert.Equal(1, loaded.Dropped);
            Assert.Equal([Snapshots.Grown(2)], loaded.Aggregates);
            await store.SaveAsync([Snapshots.Grown(3)], [], CancellationToken.None);
        }

        Assert.Equal(0, (await LoadAsync()).Dropped);
    }

    [Fact]
    public async Task A_file_of_a_later_version_is_refused_and_left_alone()
    {
        await SaveAsync([Snapshots.Grown(1)]);
        SetFormat(HistoryFile.FormatVersion + 1);
        var before = await File.ReadAllBytesAsync(_directory[HistoryDirectory.DataName]);

        var refusal = await Assert.ThrowsAsync<HistoryUnavailableException>(LoadAsync);

        Assert.Equal(HistoryFault.LaterFormat, refusal.Fault);
        Assert.Contains("format 2", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_directory[HistoryDirectory.DataName]));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_created_is_named()
    {
        await File.WriteAllTextAsync(_directory["file"], "");
        var refusal = Assert.Throws<HistoryUnavailableException>(
            () => LiteDbAggregateStore.Open(_directory["file/below"], _time, NullLogger<LiteDbAggregateStore>.Instance));
        Assert.Equal(HistoryFault.NotWritable, refusal.Fault);
        Assert.Contains(_directory["file/below"], refusal.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<AggregateSnapshot> InOrder(StoredHistory history) =>
        history.Aggregates.OrderBy(a => a.Key.ToString(), StringComparer.Ordinal);

    private void SetFormat(int version)
    {
        using var database = new LiteDB.LiteDatabase(_directory[HistoryDirectory.DataName]);
        database.GetCollection("meta").Upsert(new LiteDB.BsonDocument { ["_id"] = "format", ["v"] = version });
        database.Checkpoint();
    }

    private LiteDbAggregateStore Open() => LiteDbAggregateStore.Open(
        _directory.Path, _time, NullLogger<LiteDbAggregateStore>.Instance);

    private async Task SaveAsync(IEnumerable<AggregateSnapshot> snapshots)
    {
        await using var store = Open();
        await store.SaveAsync(snapshots.ToList(), [], CancellationToken.None);
    }

    private async Task<StoredHistory> LoadAsync()
    {
        await using var store = Open();
        return await store.LoadAsync(CancellationToken.None);
    }
}
