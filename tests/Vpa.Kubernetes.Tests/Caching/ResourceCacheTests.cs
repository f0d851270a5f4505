using Microsoft.Extensions.Logging.Testing;
using Vpa.Kubernetes.Caching;
using Vpa.Simulation.ApiServer;
using Vpa.Testing;

namespace Vpa.Kubernetes.Tests.Caching;

public sealed class ResourceCacheTests : IAsyncLifetime
{
    private SimulatedCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await SimulatedCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Lists_page_by_page()
    {
        await CreateAsync(30);
        var cache = _cluster.Cache(ConfigItemDecoder.Resource);
        await RunningAsync(cache, () => Task.CompletedTask);
        Assert.Equal(30, cache.Count);
        Assert.Equal(5, Lists()); // 30 objects in pages of 7
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_costs_only_itself_and_is_said_once()
    {
        var logger = new FakeLogger();
        await CreateAsync(3);
        await PoisonAsync(1);
        var cache = _cluster.Cache(ConfigItemDecoder.Resource, logger: logger);
        await RunningAsync(cache, async () =>
        {
            Assert.Equal(["item-0", "item-2"], Names(cache)); // in the list
            await PoisonAsync(2); // in the watch
            await Eventually.HoldsAsync(() => cache.Count == 1, "the poisoned object is left out");
            await PoisonAsync(2, "more");
            await _cluster.PatchAsync($"{ConfigItem.Collection}/item-0", """{"data":{"revision":"9"}}""");
            await Eventually.HoldsAsync(() => cache.List().Any(i => i.Revision == "9"), "the watch goes on");
            await _cluster.PatchAsync($"{ConfigItem.Collection}/item-2", """{"data":{"poison":null}}""");
            await Eventually.HoldsAsync(() => cache.Count == 2, "the cured object is back");
        });
        var said = logger.Collector.GetSnapshot().Select(r => r.Message).ToList();
        Assert.Single(said, m => m.Contains("default/item-2", StringComparison.Ordinal));
        Assert.Contains(said, m => m.Contains("'item-1' is poisoned", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Resumes_where_the_last_watch_ended_without_a_new_list()
    {
        await CreateAsync(2);
        var cache = _cluster.Cache(ConfigItemDecoder.Resource);
        await RunningAsync(cache, async () =>
        {
            for (var i = 0; i < 5; i++)
            {
                _cluster.Server.EndWatches();
                await _cluster.PatchAsync($"{ConfigItem.Collection}/item-0", $$$"""{"data":{"revision":"{{{i}}}"}}""");
                var expected = $"{i}";
                await Eventually.HoldsAsync(() => cache.Find(new("default", "item-0"))?.Revision == expected, "the change is seen");
            }
        });
        Assert.Equal(1, Lists());
    }

    [Fact]
    public async Task Lists_anew_when_its_version_was_compacted_away_and_tells_what_was_deleted_meanwhile()
    {
        await CreateAsync(5);
        var cache = _cluster.Cache(ConfigItemDecoder.Resource);
        var changes = new ReplayedChanges<ConfigItem>(cache);
        await RunningAsync(cache, async () =>
        {
            _cluster.Server.Faults.Add(new FaultRule("watch", "configmaps", new Fault.Refuse(503)));
            _cluster.Server.EndWatches();
            await _cluster.Api.DeleteAsync($"{ConfigItem.Collection}/item-3", CancellationToken.None);
            _cluster.Server.CompactHistory();
            _cluster.Server.Faults.Clear();
            await Eventually.HoldsAsync(() => cache.Count == 4, "the deletion is seen");
        });
        Assert.Equal(4, changes.Objects.Count);
        Assert.Empty(changes.Contradictions);
    }

    [Fact]
    public async Task Notices_a_silent_connection_by_its_missing_bookmarks()
    {
        await CreateAsync(1);
        _cluster.Server.Faults.Add(new FaultRule("watch", "configmaps", new Fault.SilenceWatch(1)) { Count = 1 });
        var cache = _cluster.Cache(ConfigItemDecoder.Resource);
        await RunningAsync(cache, async () =>
        {
            await _cluster.PatchAsync($"{ConfigItem.Collection}/item-0", """{"data":{"revision":"a"}}""");
            await _cluster.PatchAsync($"{ConfigItem.Collection}/item-0", """{"data":{"revision":"b"}}""");
            await Eventually.HoldsAsync(() => cache.Find(new("default", "item-0"))?.Revision == "b", "the change behind the silence is seen");
        });
    }

    [Fact]
    public async Task A_consumer_that_throws_harms_nobody()
    {
        var cache = _cluster.Cache(ConfigItemDecoder.Resource);
        cache.Changed += _ => throw new InvalidOperationException("a defect");
        var changes = new ReplayedChanges<ConfigItem>(cache);
        await RunningAsync(cache, async () =>
        {
            await CreateAsync(3);
            await Eventually.HoldsAsync(() => changes.Objects.Count == 3, "the other consumer hears of all");
        });
    }

    [Fact]
    public async Task A_snapshot_is_shared_until_something_changes()
    {
        await CreateAsync(2);
        var cache = _cluster.Cache(ConfigItemDecoder.Resource);
        await RunningAsync(cache, async () =>
        {
            var before = cache.List();
            Assert.Same(before, cache.List());
            await CreateAsync(1, from: 2);
            await Eventually.HoldsAsync(() => cache.Count == 3, "the new object is there");
            Assert.Equal(2, before.Count);
            Assert.Equal(3, cache.List().Count);
        });
    }

    private static string[] Names(ResourceCache<ConfigItem> cache) => [.. cache.List().Select(i => i.Name).Order(StringComparer.Ordinal)];

    private static async Task RunningAsync(ResourceCache<ConfigItem> cache, Func<Task> body)
    {
        using var stop = new CancellationTokenSource();
        var running = cache.RunAsync(stop.Token);
        await cache.WaitForSyncAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        await body();
        await stop.CancelAsync();
        await running;
    }

    private long Lists() => _cluster.Server.Requests.Count("list", "configmaps");

    private Task PoisonAsync(int item, string how = "yes") => _cluster.PatchAsync($"{ConfigItem.Collection}/item-{item}", $$$"""{"data":{"poison":"{{{how}}}"}}""");

    private async Task CreateAsync(int count, int from = 0)
    {
        for (var i = from; i < from + count; i++)
        {
            await _cluster.CreateAsync(ConfigItem.Collection, $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"item-{{{i}}}"},"data":{"revision":"0"}}""");
        }
    }
}
