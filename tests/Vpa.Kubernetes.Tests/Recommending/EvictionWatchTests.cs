using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vpa.Kubernetes.Recommending;
using Vpa.Recommender.Feeding;
using Vpa.Recommender.Ports;
using Vpa.Testing;

namespace Vpa.Kubernetes.Tests.Recommending;

public sealed class EvictionWatchTests
{
    private static readonly string Template = """
        {"type":"TYPE","object":{"metadata":{"name":"e","namespace":"shop","uid":"UID","creationTimestamp":"2024-03-01T10:30:00Z",
        "annotations":{"offending_containers":"CONTAINERS","offending_containers_usage":"USAGES","starved_resource":"RESOURCES"}},
        "reason":"REASON","involvedObject":{"kind":"KIND","namespace":"shop","name":"web-1"}}}
        """.ReplaceLineEndings("");

    private readonly OutOfMemoryQueue _queue = new();
    private readonly FakeTimeProvider _time = new();

    [Theory] // R125
    [InlineData("app", "1Gi", "memory", 1)]
    [InlineData("app,proxy", "1Gi,5Mi", "memory,memory", 2)]
    [InlineData("app,proxy", "1Gi,5Gi", "memory,ephemeral-storage", 1)]
    [InlineData("app,proxy", "1Gi,lots", "memory,memory", 1)]
    [InlineData("app,proxy", "1Gi", "memory", 0)]
    public async Task Counts_containers_that_used_too_much_memory(string containers, string usages, string resources, int kills)
    {
        await WatchAsync(Line("ADDED", "1", containers, usages, resources));
        Assert.Equal(kills, Drain().Count);
    }

    [Theory]
    [InlineData("MODIFIED", "Evicted", "Pod")]
    [InlineData("ADDED", "Killing", "Pod")]
    [InlineData("ADDED", "Evicted", "Node")]
    public async Task Ignores_what_is_no_new_eviction_of_a_pod(string type, string reason, string kind)
    {
        await WatchAsync(Line(type, "1", "app", "1Gi", "memory", reason, kind));
        Assert.Empty(Drain());
    }

    [Fact]
    public async Task Every_event_counts_once_over_reconnects_errors_and_nonsense() // R126, unlike Q21
    {
        var first = Line("ADDED", "1", "app", "1Gi", "memory");
        await WatchAsync(
            Answers.Text(first + "nonsense\n" + first + "{\"type\":\"ADDED\",\"obj"),
            Answers.Text("{}", HttpStatusCode.InternalServerError),
            Answers.Text(first + Line("ADDED", "2", "app", "2Gi", "memory")));

        Assert.Equal(
            [new(new("shop", "web-1"), "app", new DateTimeOffset(2024, 3, 1, 10, 30, 0, TimeSpan.Zero), 1L << 30), new(new("shop", "web-1"), "app", new DateTimeOffset(2024, 3, 1, 10, 30, 0, TimeSpan.Zero), 2L << 30)],
            Drain());
    }

    private static string Line(string type, string uid, string containers, string usages, string resources, string reason = "Evicted", string kind = "Pod") =>
        Template.Replace("TYPE", type, StringComparison.Ordinal).Replace("UID", uid, StringComparison.Ordinal)
            .Replace("CONTAINERS", containers, StringComparison.Ordinal).Replace("USAGES", usages, StringComparison.Ordinal)
            .Replace("RESOURCES", resources, StringComparison.Ordinal).Replace("REASON", reason, StringComparison.Ordinal)
            .Replace("KIND", kind, StringComparison.Ordinal) + "\n";

    private Task WatchAsync(string lines) => WatchAsync(Answers.Text(lines));

    // Runs until every answer was given and one more was asked for.
    private async Task WatchAsync(params Func<HttpResponseMessage>[] script)
    {
        var answers = new Answers([.. script, Answers.Text("")]);
        using var api = answers.Connect(_time);
        using var stop = new CancellationTokenSource();
        var observer = new OutOfMemoryObserver(_queue, NullLogger<OutOfMemoryObserver>.Instance);
        var run = new EvictionWatch(api, "", observer, _time, NullLogger<EvictionWatch>.Instance).RunAsync(stop.Token);
        await Eventually.HoldsAsync(() => answers.Requests.Count > script.Length, "all answers were given", () => _time.Advance(TimeSpan.FromSeconds(1)));
        await stop.CancelAsync();
        await run;
        Assert.StartsWith("GET /api/v1/events?watch=true&fieldSelector=reason%3DEvicted", answers.Requests[0].Request, StringComparison.Ordinal);
    }

    private List<OutOfMemoryObservation> Drain()
    {
        var found = new List<OutOfMemoryObservation>();
        while (_queue.TryTake(out var observation))
        {
            found.Add(observation);
        }

        return found;
    }
}
