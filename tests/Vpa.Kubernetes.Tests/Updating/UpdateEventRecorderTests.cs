using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Kubernetes.Events;
using Vpa.Kubernetes.Updating;
using Vpa.Testing;
using Vpa.Testing.Updating;

namespace Vpa.Kubernetes.Tests.Updating;

public sealed class UpdateEventRecorderTests
{
    [Fact]
    public async Task U120_an_eviction_is_told_on_the_pod_and_on_the_vpa_a_resize_and_a_skip_on_the_pod()
    {
        await using var cluster = await SimulatedCluster.StartAsync();
        using var stop = new CancellationTokenSource();
        var events = new EventRecorder(cluster.Api, UpdateEventRecorder.Component, new OwnMeters(), TimeProvider.System, NullLogger.Instance);
        var writing = events.RunAsync(stop.Token);

        var pod = AControlledPod.Named("web-1").In("default").WithUid("u-1").Build();
        var vpa = AnActingVpa.Named("web", "default").Build() with { Uid = "u-2" };
        var recorder = new UpdateEventRecorder(events);
        recorder.PodEvicted(pod, vpa);
        recorder.PodResized(pod, vpa);
        recorder.ResizeSkipped(pod, vpa);
        for (var run = 0; run < 3; run++)
        {
            recorder.AdmissionControllerNotAlive(new("default", "vpa-admission-controller"), "u-3", "it is stale");
        }

        recorder.AdmissionControllerAlive(new("default", "vpa-admission-controller"), "u-3");

        await Eventually.HoldsAsync(() => cluster.Server.Requests.Count("create", "events") == 6, "all events are written");
        var written = (await cluster.GetAsync("api/v1/namespaces/default/events"))["items"]!.AsArray()
            .Select(e => $"{e!["count"]} {e["reason"]} {e["type"]} {e["involvedObject"]!["kind"]}/{e["involvedObject"]!["name"]} {e["involvedObject"]!["uid"]} {e["source"]!["component"]}");
        Assert.Equal(
            [
                "1 AdmissionControllerAlive Normal Lease/vpa-admission-controller u-3 vpa-updater",
                "1 EvictedByVPA Normal Pod/web-1 u-1 vpa-updater", "1 EvictedPod Normal VerticalPodAutoscaler/web u-2 vpa-updater",
                "1 InPlaceResizeSkipped Normal Pod/web-1 u-1 vpa-updater", "1 InPlaceResizedByVPA Normal Pod/web-1 u-1 vpa-updater",
                "3 AdmissionControllerNotAlive Warning Lease/vpa-admission-controller u-3 vpa-updater",
            ],
            written.Order(StringComparer.Ordinal));
        await stop.CancelAsync();
        await writing;
    }
}
