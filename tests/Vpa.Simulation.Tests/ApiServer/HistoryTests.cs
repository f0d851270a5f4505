using Microsoft.Extensions.Time.Testing;
using Vpa.Simulation.ApiServer;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>Old versions, bookmarks, slow watchers, clocks.</summary>
public sealed class HistoryTests : SimulatedServerTests
{
    private static readonly DateTimeOffset Start = new(2031, 5, 6, 7, 8, 9, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(Start);
    private readonly FakeTimeProvider _transport = new();

    protected override SimulatedApiServerOptions Options => new()
    {
        Clock = _clock,
        TransportClock = _transport,
        WatchHistoryLength = 5,
        BookmarkInterval = TimeSpan.FromSeconds(60),
    };

    [Fact]
    public async Task Stamps_come_from_the_given_clock()
    {
        var created = await CreateMapAsync("one");
        Assert.Equal("2031-05-06T07:08:09Z", created.Field("metadata.creationTimestamp"));
    }

    [Fact]
    public async Task A_watch_from_a_compacted_version_gets_an_error_event()
    {
        var old = await CreateMapAsync("one");
        Server.CompactHistory();
        using var watch = await Client.WatchAsync($"{Default}/configmaps?watch=true&resourceVersion={old.Version}");
        var error = await watch.NextAsync();
        Assert.Equal("ERROR", ApiAnswer.Field(error, "type"));
        Assert.Equal("410", ApiAnswer.Field(error, "object.code"));
        Assert.Equal("Expired", ApiAnswer.Field(error, "object.reason"));
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task A_watch_from_before_the_ring_is_too_old_and_one_within_it_is_not()
    {
        var versions = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            versions.Add((await CreateMapAsync("m" + i)).Version);
        }

        using var tooOld = await Client.WatchAsync($"{Default}/configmaps?watch=true&resourceVersion={versions[0]}");
        Assert.Equal("ERROR", ApiAnswer.Field(await tooOld.NextAsync(), "type"));
        using var within = await Client.WatchAsync($"{Default}/configmaps?watch=true&resourceVersion={versions[2]}");
        Assert.Equal("ADDED m3", await within.NextNameAsync());
    }

    [Fact]
    public async Task A_page_after_a_compaction_is_gone()
    {
        await CreateMapAsync("one");
        await CreateMapAsync("two");
        var page = (await Client.GetAsync(Default + "/configmaps?limit=1")).Expect(200);
        Server.CompactHistory();
        (await Client.GetAsync($"{Default}/configmaps?limit=1&continue={Uri.EscapeDataString(page.Field("metadata.continue")!)}"))
            .ExpectStatus(410, "Expired");
    }

    [Fact]
    public async Task Bookmarks_promise_the_newest_version_of_a_quiet_watch()
    {
        var list = await Client.GetAsync(Default + "/configmaps");
        using var watch = await Client.WatchAsync(
            $"{Default}/configmaps?watch=true&allowWatchBookmarks=true&resourceVersion={list.Version}");
        var elsewhere = (await Client.PostAsync(Default + "/pods", Manifests.Pod("p"))).Expect(201);
        var next = watch.NextAsync();
        await UntilAsync(
            () =>
            {
                _transport.Advance(TimeSpan.FromSeconds(61));
                return Task.FromResult(next.IsCompleted);
            },
            "a bookmark");
        var bookmark = await next;
        Assert.Equal("BOOKMARK ConfigMap", $"{ApiAnswer.Field(bookmark, "type")} {ApiAnswer.Field(bookmark, "object.kind")}");
        Assert.Equal(elsewhere.Version, ApiAnswer.Field(bookmark, "object.metadata.resourceVersion"));
    }

    [Fact]
    public async Task Initial_events_end_with_their_bookmark()
    {
        await CreateMapAsync("one");
        using var watch = await Client.WatchAsync(
            Default + "/configmaps?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        Assert.Equal("ADDED one", await watch.NextNameAsync());
        var bookmark = await watch.NextAsync();
        Assert.Equal("BOOKMARK", ApiAnswer.Field(bookmark, "type"));
        Assert.Equal("true", bookmark!["object"]!["metadata"]!["annotations"]!["k8s.io/initial-events-end"]!.ToString());
    }

    [Fact]
    public async Task The_newest_version_of_a_resource_can_be_asked_for()
    {
        var created = await CreateMapAsync("one");
        (await Client.PostAsync(Default + "/pods", Manifests.Pod("p"))).Expect(201);
        Assert.Equal(created.Version, Server.ResourceVersionOf("", "configmaps"));
        Assert.Throws<ArgumentException>(() => Server.ResourceVersionOf("", "nonsense"));
    }

    [Fact]
    public async Task Stopping_ends_watches()
    {
        using var watch = await Client.WatchAsync(Default + "/configmaps?watch=true&labelSelector=never");
        await Server.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(async () => Assert.NotNull(await watch.NextAsync()));
    }
}
