using Microsoft.Extensions.Logging.Testing;
using Vpa.Kubernetes.Events;
using Vpa.Kubernetes.Recommending;
using Vpa.Testing;

namespace Vpa.Kubernetes.Tests.Events;

/// <summary>What <c>kubectl describe pod</c> shows of the history, as the README says.</summary>
public sealed class HistoryEventTests
{
    [Fact]
    public async Task Damage_and_a_full_disk_are_events_on_the_recommenders_pod()
    {
        await using var cluster = await SimulatedCluster.StartAsync();
        using var stop = new CancellationTokenSource();
        using var meters = new OwnMeters();
        var events = new EventRecorder(cluster.Api, "vpa-recommender", meters, TimeProvider.System, new FakeLogger());
        var running = events.RunAsync(stop.Token);
        var recorder = new HistoryEventRecorder(events, new("v1", "Pod", new("default", "vpa-recommender-0"), "uid-1"));
        recorder.Damaged("two of 40 histories are lost");
        recorder.NotSaved("No space left on device");
        recorder.SavedAgain();

        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await events.FlushAsync(deadline.Token);
        var found = (await cluster.GetAsync("api/v1/namespaces/default/events"))["items"]!.AsArray();
        await stop.CancelAsync();
        await running;
        Assert.Equal(
            [
                "Normal HistorySaved vpa-recommender-0: Histories are stored again.",
                "Warning HistoryDamaged vpa-recommender-0: two of 40 histories are lost",
                "Warning HistoryNotSaved vpa-recommender-0: Histories are kept in memory and cannot be stored: No space left on device",
            ],
            found.Select(e => $"{e!["type"]} {e["reason"]} {e["involvedObject"]!["name"]}: {e["message"]}").Order(StringComparer.Ordinal));
    }
}
