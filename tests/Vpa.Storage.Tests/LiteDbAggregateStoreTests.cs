using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vpa.Domain.Usage;
using Vpa.Recommender.Ports;

namespace Vpa.Storage.Tests;

public sealed class LiteDbAggregateStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private bool _isDiskFull;

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

    [Theory]
    [InlineData(0, 100)] // the header
    [InlineData(0, 8_192)]
    [InlineData(8_192, 8_192)]
    public async Task A_corrupt_file_is_set_aside_and_the_program_runs_on(int offset, int length)
    {
        await SaveAsync([Snapshots.Grown(1), Snapshots.Grown(2)]);
        Overwrite(offset, length);

        await using (var store = Open())
        {
            var loaded = await store.LoadAsync(CancellationToken.None);
            Assert.Equal(_directory["vpa-history.db.corrupt-20240301T120000Z"], loaded.SetAside);
            Assert.True(File.Exists(loaded.SetAside));
            Assert.Equal(SaveOutcome.Saved, await store.SaveAsync([Snapshots.Grown(3)], [], CancellationToken.None));
        }

        Assert.Contains(Snapshots.Grown(3), (await LoadAsync()).Aggregates);
    }

    [Fact]
    public async Task Of_a_damaged_file_everything_readable_is_saved()
    {
        await SaveAsync(Enumerable.Range(0, 2_000).Select(n => Snapshots.Grown(n)));
        Overwrite((int)(new FileInfo(_directory[HistoryDirectory.DataName]).Length / 16_384 * 8_192), 8_192);

        var loaded = await LoadAsync();

        Assert.NotNull(loaded.SetAside);
        Assert.InRange(loaded.Aggregates.Count, 1_000, 1_999);
        Assert.Equal(InOrder(loaded), InOrder(await LoadAsync()));
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
    public async Task A_full_disk_fails_the_save_and_a_later_one_succeeds()
    {
        await using (var store = Open())
        {
            await store.SaveAsync(Enumerable.Range(0, 500).Select(n => Snapshots.Grown(n)).ToList(), [], CancellationToken.None);
            for (var attempt = 0; attempt < 3; attempt++)
            {
                _isDiskFull = true;
                var failure = await Assert.ThrowsAsync<HistoryUnavailableException>(
                    () => store.SaveAsync(Enumerable.Range(0, 500).Select(n => Snapshots.Grown(n, 9)).ToList(), [], CancellationToken.None));
                Assert.Equal(HistoryFault.NotWritable, failure.Fault);
            }

            _isDiskFull = false;
            Assert.Equal(SaveOutcome.Saved, await store.SaveAsync([Snapshots.Grown(1, 30)], [], CancellationToken.None));
        }

        var loaded = await LoadAsync();
        Assert.Null(loaded.SetAside);
        Assert.Equal(500, loaded.Aggregates.Count);
        Assert.Contains(Snapshots.Grown(1, 30), loaded.Aggregates);
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

    private void Overwrite(int offset, int length)
    {
        using var stream = new FileStream(_directory[HistoryDirectory.DataName], FileMode.Open, FileAccess.Write);
        stream.Position = offset;
        stream.Write(Enumerable.Repeat((byte)0xA5, length).ToArray());
    }

    private void SetFormat(int version)
    {
        using var database = new LiteDB.LiteDatabase(_directory[HistoryDirectory.DataName]);
        database.GetCollection("meta").Upsert(new LiteDB.BsonDocument { ["_id"] = "format", ["v"] = version });
        database.Checkpoint();
    }

    private LiteDbAggregateStore Open() => LiteDbAggregateStore.Open(
        _directory.Path, _time, NullLogger.Instance, path => new FaultyStream(DurableFileStream.Open(path), () => _isDiskFull));

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
