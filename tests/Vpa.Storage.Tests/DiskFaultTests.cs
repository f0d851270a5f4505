using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vpa.Domain.Usage;
using Vpa.Recommender.Ports;

namespace Vpa.Storage.Tests;

/// <summary>Faults below the database: short writes, a full disk, sectors that cannot be read, slow flushes.</summary>
public sealed class DiskFaultTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Disk _disk = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_disk_that_runs_full_at_any_byte_of_a_save_loses_nothing_and_a_later_save_succeeds()
    {
        await using (var store = Open())
        {
            await store.SaveAsync(Grown(300), [], CancellationToken.None);
        }

        for (var space = 0; space < 1_500_000; space = (space * 3 / 2) + 5_000)
        {
            await using (var store = Open())
            {
                await store.LoadAsync(CancellationToken.None);
                _disk.LeaveSpace(space);
                await Record.ExceptionAsync(() => store.SaveAsync(Grown(300, minutes: 9), [], CancellationToken.None)); // a short write, then ENOSPC
            }

            _disk.MakeSpace();
            await using (var store = Open())
            {
                var loaded = await store.LoadAsync(CancellationToken.None);
                Assert.Equal((0, 300), (loaded.Dropped, loaded.Aggregates.Count));
                Assert.All(loaded.Aggregates, a => Assert.Contains(a.SampleCount, new[] { 10L, 18L }));
                Assert.Equal(SaveOutcome.Saved, await store.SaveAsync(Grown(300), [], CancellationToken.None));
            }
        }
    }

    [Fact]
    public async Task A_full_disk_is_told_and_saving_resumes_in_the_same_process()
    {
        await using (var store = Open())
        {
            await store.SaveAsync(Grown(500), [], CancellationToken.None);
            for (var attempt = 0; attempt < 3; attempt++)
            {
                _disk.LeaveSpace(20_000);
                var failure = await Assert.ThrowsAsync<HistoryUnavailableException>(() => store.SaveAsync(Grown(500, 9), [], CancellationToken.None));
                Assert.Equal(HistoryFault.NotWritable, failure.Fault);
            }

            _disk.MakeSpace();
            Assert.Equal(SaveOutcome.Saved, await store.SaveAsync([Snapshots.Grown(1, 30)], [], CancellationToken.None));
        }

        var loaded = await LoadAsync();
        Assert.Null(loaded.SetAside);
        Assert.Equal(500, loaded.Aggregates.Count);
        Assert.Contains(Snapshots.Grown(1, 30), loaded.Aggregates);
    }

    [Theory]
    [InlineData(HistoryDirectory.DataName)]
    [InlineData(HistoryDirectory.MirrorName)]
    public async Task Sectors_that_cannot_be_read_cost_nothing_that_the_other_copy_has(string broken)
    {
        await using (var store = Open())
        {
            await store.SaveAsync(Grown(500), [], CancellationToken.None);
        }

        _disk.BreakReading(broken);
        await using (var store = Open())
        {
            var loaded = await store.LoadAsync(CancellationToken.None);
            Assert.Equal((0, broken == HistoryDirectory.DataName), (loaded.Dropped, loaded.SetAside is not null));
            Assert.Equal(Grown(500), InOrder(loaded));
        }
    }

    [Fact]
    public async Task Want_of_memory_or_of_rights_while_reading_is_no_damage()
    {
        await using (var store = Open())
        {
            await store.SaveAsync(Grown(500), [], CancellationToken.None);
        }

        foreach (var failure in new Exception[] { new InsufficientMemoryException(), new UnauthorizedAccessException("denied") })
        {
            _disk.ReadFailure = failure;
            await using var store = Open();
            var copied = await store.LoadAsync(CancellationToken.None); // from a copy, which the failure does not meet
            Assert.Equal((0, 0, null), (copied.Dropped, copied.Restored, copied.SetAside));
            Assert.Equal(Grown(500), InOrder(copied));
        }

        _disk.ReadFailure = null;
        var loaded = await LoadAsync();
        Assert.Equal((0, 0, null), (loaded.Dropped, loaded.Restored, loaded.SetAside));
        Assert.Equal(Grown(500), InOrder(loaded));
    }

    [Fact]
    public async Task Slow_flushes_make_a_save_slow_and_nothing_else()
    {
        await using var store = Open();
        await store.LoadAsync(CancellationToken.None);
        var before = _disk.Flushes;
        _disk.FlushTime = TimeSpan.FromMilliseconds(100);
        var save = store.SaveAsync(Grown(500), [], CancellationToken.None);
        Assert.False(save.IsCompleted); // handed over; the caller goes on
        Assert.Equal(SaveOutcome.Saved, await save);
        Assert.True(_disk.Flushes > before, "A save must be flushed before it counts as done.");
    }

    [Fact]
    public async Task On_a_disk_that_cannot_be_written_at_the_start_the_history_is_read_all_the_same_and_stored_later()
    {
        await using (var store = Open())
        {
            await store.SaveAsync(Grown(200), [], CancellationToken.None);
        }

        var isReadOnly = true;
        await using (var store = LiteDbAggregateStore.Open(
            _directory.Path, _time, NullLogger.Instance, path => isReadOnly ? throw new UnauthorizedAccessException("Read-only file system") : DurableFileStream.Open(path)))
        {
            Assert.Equal(Grown(200), InOrder(await store.LoadAsync(CancellationToken.None)));
            var failure = await Assert.ThrowsAsync<HistoryUnavailableException>(() => store.SaveAsync(Grown(200, 9), [], CancellationToken.None));
            Assert.Equal(HistoryFault.NotWritable, failure.Fault);
            isReadOnly = false;
            Assert.Equal(SaveOutcome.Saved, await store.SaveAsync(Grown(200, 9), [], CancellationToken.None));
        }

        Assert.Equal(Grown(200, 9), InOrder(await LoadAsync()));
    }

    private static List<AggregateSnapshot> Grown(int count, int minutes = 5) => [.. Enumerable.Range(0, count).Select(n => Snapshots.Grown(n, minutes))];

    private static IEnumerable<AggregateSnapshot> InOrder(StoredHistory history) => history.Aggregates.OrderBy(a => a.Key.ToString(), StringComparer.Ordinal);

    private LiteDbAggregateStore Open() => LiteDbAggregateStore.Open(_directory.Path, _time, NullLogger.Instance, _disk.Open);

    private async Task<StoredHistory> LoadAsync()
    {
        await using var store = Open();
        return await store.LoadAsync(CancellationToken.None);
    }
}
