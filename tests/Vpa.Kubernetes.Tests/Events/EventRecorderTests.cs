using System.Text.Json.Nodes;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Vpa.Kubernetes.Events;
using Vpa.Simulation.ApiServer;
using Vpa.Testing;

namespace Vpa.Kubernetes.Tests.Events;

public sealed class EventRecorderTests : IAsyncLifetime, IDisposable
{
    private static readonly EventSubject Pod = new("v1", "Pod", new("default", "web-1"), "uid-1");
    private readonly FakeLogger _logger = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
    private readonly CancellationTokenSource _stop = new();
    private SimulatedCluster _cluster = null!;
    private EventRecorder _recorder = null!;
    private Task _running = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _cluster = await SimulatedCluster.StartAsync();
        _recorder = new EventRecorder(_cluster.Api, "vpa-updater", new OwnMeters(), _time, _logger);
        _running = _recorder.RunAsync(_stop.Token);
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _cluster.DisposeAsync();
    }

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task The_same_event_is_counted_in_its_window_and_another_is_another()
    {
        for (var i = 0; i < 3; i++)
        {
            Evicted(Pod with { ResourceVersion = $"{i}" });
        }

        _recorder.Record(Pod, EventSeverity.Warning, "EvictedByVPA", "something else");
        await WrittenAsync(4);
        var events = await EventsAsync();
        Assert.Equal(["Normal x3", "Warning x1"], events.Select(e => $"{e["type"]} x{e["count"]}").Order(StringComparer.Ordinal));
        var normal = events.Single(e => (string?)e["type"] == "Normal");
        Assert.Equal(("EvictedByVPA", "Pod", "web-1", "uid-1", "vpa-updater"), ((string?)normal["reason"], (string?)normal["involvedObject"]!["kind"], (string?)normal["involvedObject"]!["name"], (string?)normal["involvedObject"]!["uid"], (string?)normal["source"]!["component"]));

        _time.Advance(EventRecorder.Window);
        Evicted(Pod);
        await WrittenAsync(5);
        Assert.Equal(3, (await EventsAsync()).Count);
    }

    [Fact]
    public async Task A_failure_drops_the_event_and_nothing_else()
    {
        _cluster.Server.Faults.Add(new FaultRule("create", "events", new Fault.Refuse(500)) { Count = 1 });
        Evicted(Pod);
        Evicted(Pod with { Key = new("default", "web-2"), Uid = "uid-2" });
        await WrittenAsync(2);
        Assert.Equal("web-2", (string?)Assert.Single(await EventsAsync())["involvedObject"]!["name"]);
        Assert.Contains("default/web-1", Assert.Single(_logger.Collector.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_the_server_forgot_is_written_anew()
    {
        Evicted(Pod);
        await WrittenAsync(1);
        await _cluster.Api.DeleteAsync($"api/v1/namespaces/default/events/{(await EventsAsync())[0]["metadata"]!["name"]}", CancellationToken.None);
        Evicted(Pod);
        await WrittenAsync(3); // a patch in vain, and a creation
        Assert.Single(await EventsAsync());
    }

    [Fact]
    public void Recording_never_waits_and_drops_what_a_full_queue_cannot_take()
    {
        using var meters = new OwnMeters();
        using var dropped = new MetricCollector<long>(meters, "Vpa.Kubernetes", "vpa_events_dropped");
        var stuck = new EventRecorder(_cluster.Api, "vpa-updater", meters, _time, _logger);
        for (var i = 0; i < EventRecorder.QueueLength; i++)
        {
            stuck.Record(Pod, EventSeverity.Normal, "R", "m");
        }

        Assert.Equal(0, dropped.GetMeasurementSnapshot().EvaluateAsCounter());
        for (var i = 0; i < 3; i++)
        {
            stuck.Record(Pod, EventSeverity.Normal, "R", "m");
        }

        Assert.Equal(3, dropped.GetMeasurementSnapshot().EvaluateAsCounter());
    }

    private void Evicted(EventSubject subject) => _recorder.Record(subject, EventSeverity.Normal, "EvictedByVPA", "Pod was evicted by VPA Updater to apply resource recommendation.");

    // The server notes a request before it has answered it, so what came of it is known only once the recorder is through.
    private async Task WrittenAsync(int requests)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await _recorder.FlushAsync(deadline.Token);
        Assert.Equal(requests, _cluster.Server.Requests.Count("create", "events") + _cluster.Server.Requests.Count("patch", "events"));
    }

    private async Task<List<JsonNode>> EventsAsync()
    {
        var list = await _cluster.GetAsync("api/v1/namespaces/default/events");
        return [.. list["items"]!.AsArray().Select(i => i!)];
    }
}
