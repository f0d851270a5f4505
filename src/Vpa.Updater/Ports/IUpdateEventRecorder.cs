using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Updater.Ports;

/// <summary>Records Kubernetes events that explain what the updater did. Never blocks and never fails the caller.</summary>
public interface IUpdateEventRecorder
{
    /// <summary>A pod was evicted: event <c>EvictedByVPA</c> on the pod and <c>EvictedPod</c> on the VPA (D30).</summary>
    void PodEvicted(Pod pod, VerticalPodAutoscaler vpa);

    /// <summary>A resize of a pod was accepted: event <c>InPlaceResizedByVPA</c> on the pod (U120).</summary>
    void PodResized(Pod pod, VerticalPodAutoscaler vpa);

    /// <summary>A pod is not resized because that was found infeasible before: event <c>InPlaceResizeSkipped</c> on the pod (U106).</summary>
    void ResizeSkipped(Pod pod, VerticalPodAutoscaler vpa);

    /// <summary>
    /// Nothing is updated because the admission controller shows no sign of life: event <c>AdmissionControllerNotAlive</c> on its status lease.
    /// Said in every run; the same cause adds to the count of one event.
    /// </summary>
    /// <param name="lease">The lease.</param>
    /// <param name="leaseUid">Its UID; empty when it could not be read.</param>
    /// <param name="cause">What is known.</param>
    void AdmissionControllerNotAlive(NamespacedName lease, string leaseUid, string cause);

    /// <summary>The admission controller is alive again: event <c>AdmissionControllerAlive</c> on its status lease.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="leaseUid">Its UID.</param>
    void AdmissionControllerAlive(NamespacedName lease, string leaseUid);
}
