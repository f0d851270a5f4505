using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Vpa.Simulation.ApiServer;

/// <summary>Answers watches: the initial state where asked for, then every change, with bookmarks, until the time-out.</summary>
internal sealed class WatchHandler(ObjectStore store, SimulatedApiServerOptions options, TableRenderer tables, CancellationToken stopping)
{
    private const string InitialEventsEnd = "k8s.io/initial-events-end";

    public async Task WatchAsync(ApiRequest request, IReadOnlyList<Fault> faults)
    {
        var query = request.Http.Request.Query;
        var selector = ObjectSelector.From(request.Resource, request.Info, query);
        var text = query["resourceVersion"].ToString();
        var initialEvents = query["sendInitialEvents"] == "true";
        var since = text is "" or "0" || initialEvents ? (long?)null : ResourceVersion.Parse(text);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted, stopping);
        using var timer = new CancellationTokenSource(Timeout(query), options.TransportClock);
        using var all = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, timer.Token);
        var lines = new WatchStreamWriter(request, tables, faults, options.TransportClock);
        WatchStart start;
        try
        {
            start = store.Watch(request.Resource, since);
        }
        catch (ApiStatusException e) when (!options.AnswerExpiredWatchWithStatus)
        {
            await lines.WriteErrorAsync(e, all.Token);
            return;
        }

        try
        {
            await lines.StartAsync(all.Token);
            await RunAsync(request, selector, since is null, initialEvents, start, lines, all.Token);
        }
        catch (OperationCanceledException)
        {
            // Time-out, shutdown, a client that left, or an injected end: a watch ends by closing its stream.
        }
        finally
        {
            store.Unsubscribe(request.Resource, start.Subscription);
        }
    }

    private async Task RunAsync(
        ApiRequest request, ObjectSelector selector, bool withState, bool markEnd, WatchStart start, WatchStreamWriter lines,
        CancellationToken ct)
    {
        if (withState)
        {
            foreach (var item in start.Snapshot.In(selector.Namespace).Where(selector.Matches))
            {
                await lines.WriteAsync("ADDED", item, ct);
            }
        }

        if (markEnd)
        {
            await lines.WriteBookmarkAsync(start.Snapshot.Version, new JsonObject { [InitialEventsEnd] = "true" }, ct);
        }

        foreach (var change in start.Backlog)
        {
            await WriteAsync(change, selector, lines, ct);
        }

        await lines.FlushAsync(ct);
        await FollowAsync(request, selector, start, lines, ct);
    }

    private async Task FollowAsync(
        ApiRequest request, ObjectSelector selector, WatchStart start, WatchStreamWriter lines, CancellationToken ct)
    {
        var bookmarks = request.Http.Request.Query["allowWatchBookmarks"] == "true";
        using var tick = new PeriodicTimer(options.BookmarkInterval, options.TransportClock);
        var due = bookmarks ? tick.WaitForNextTickAsync(ct).AsTask() : null;
        var reader = start.Subscription.Reader;
        var sent = start.Snapshot.Version;
        while (true)
        {
            var more = reader.WaitToReadAsync(ct).AsTask();
            while (due is not null && await Task.WhenAny(more, due) == due)
            {
                await due;
                sent = await BookmarkAsync(request.Resource, reader.Count == 0, sent, lines, ct);
                due = tick.WaitForNextTickAsync(ct).AsTask();
            }

            if (!await more)
            {
                return;
            }

            while (reader.TryRead(out var change))
            {
                sent = change.Version;
                await WriteAsync(change, selector, lines, ct);
            }

            await lines.FlushAsync(ct);
        }
    }

    /// <summary>A bookmark may only promise a version whose events have all been sent.</summary>
    private async Task<long> BookmarkAsync(
        ResourceDefinition resource, bool caughtUp, long sent, WatchStreamWriter lines, CancellationToken ct)
    {
        var current = store.Version;
        var version = caughtUp && store.LastVersionOf(resource) <= sent ? current : sent;
        await lines.WriteBookmarkAsync(version, null, ct);
        await lines.FlushAsync(ct);
        return version;
    }

    private static async Task WriteAsync(WatchEvent change, ObjectSelector selector, WatchStreamWriter lines, CancellationToken ct)
    {
        var was = selector.Matches(change.Previous);
        var matches = !change.Deleted && selector.Matches(change.Current);
        if (matches)
        {
            await lines.WriteAsync(was ? "MODIFIED" : "ADDED", change.Current, ct);
        }
        else if (was)
        {
            await lines.WriteAsync("DELETED", change.Current, ct);
        }
    }

    private TimeSpan Timeout(IQueryCollection query) =>
        long.TryParse(query["timeoutSeconds"], CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1_000_000
            ? TimeSpan.FromSeconds(seconds)
            : options.DefaultWatchTimeout;
}
