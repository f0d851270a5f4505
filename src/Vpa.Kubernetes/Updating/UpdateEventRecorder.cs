using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Events;
using Vpa.Updater.Ports;

namespace Vpa.Kubernetes.Updating;

/// <summary>Turns what the updater did into events on the objects concerned (U120).</summary>
/// <param name="events">Writes them, as component <see cref="Component"/>.</param>
public sealed class UpdateEventRecorder(EventRecorder events) : IUpdateEventRecorder
{
    /// <summary>The component that the events come from (U120).</summary>
    public const string Component = "vpa-updater";

    /// <inheritdoc/>
    public void PodEvicted(Pod pod, VerticalPodAutoscaler vpa)
    {
        var podSubject = new EventSubject("v1", "Pod", pod.Key, pod.Uid, pod.ResourceVersion);
        var vpaSubject = new EventSubject("autoscaling.k8s.io/v1", "VerticalPodAutoscaler", vpa.Key, vpa.Uid, vpa.ResourceVersion);
        events.Record(podSubject, EventSeverity.Normal, "EvictedByVPA", $"Evicted to apply the resource recommendation of VerticalPodAutoscaler {vpa.Key.Name}.");
        events.Record(vpaSubject, EventSeverity.Normal, "EvictedPod", $"Evicted pod {pod.Name} to apply the resource recommendation.");
    }
}
