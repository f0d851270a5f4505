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
        var vpaSubject = new EventSubject("autoscaling.k8s.io/v1", "VerticalPodAutoscaler", vpa.Key, vpa.Uid, vpa.ResourceVersion);
        events.Record(SubjectOf(pod), EventSeverity.Normal, nameof(UpdateEventReason.EvictedByVPA), $"Evicted to apply the resource recommendation of VerticalPodAutoscaler {vpa.Key.Name}.");
        events.Record(vpaSubject, EventSeverity.Normal, nameof(UpdateEventReason.EvictedPod), $"Evicted pod {pod.Name} to apply the resource recommendation.");
    }

    /// <inheritdoc/>
    public void PodResized(Pod pod, VerticalPodAutoscaler vpa) => events.Record(
        SubjectOf(pod), EventSeverity.Normal, nameof(UpdateEventReason.InPlaceResizedByVPA), $"Resized in place to apply the resource recommendation of VerticalPodAutoscaler {vpa.Key.Name}.");

    /// <inheritdoc/>
    public void ResizeSkipped(Pod pod, VerticalPodAutoscaler vpa) => events.Record(
        SubjectOf(pod),
        EventSeverity.Normal,
        nameof(UpdateEventReason.InPlaceResizeSkipped),
        $"Not resized: an earlier resize was infeasible, and nothing that VerticalPodAutoscaler {vpa.Key.Name} recommends now is lower.");

    /// <inheritdoc/>
    public void AdmissionControllerNotAlive(NamespacedName lease, string leaseUid, string cause) => events.Record(
        SubjectOf(lease, leaseUid), EventSeverity.Warning, nameof(UpdateEventReason.AdmissionControllerNotAlive), $"No pod is evicted or resized: {cause}.");

    /// <inheritdoc/>
    public void AdmissionControllerAlive(NamespacedName lease, string leaseUid) => events.Record(
        SubjectOf(lease, leaseUid), EventSeverity.Normal, nameof(UpdateEventReason.AdmissionControllerAlive), "Pods are evicted and resized again.");

    private static EventSubject SubjectOf(NamespacedName lease, string uid) => new("coordination.k8s.io/v1", "Lease", lease, uid, "");

    private static EventSubject SubjectOf(Pod pod) => new("v1", "Pod", pod.Key, pod.Uid, pod.ResourceVersion);
}
