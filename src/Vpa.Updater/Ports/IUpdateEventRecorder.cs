using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Updater.Ports;

/// <summary>Records Kubernetes events that explain what the updater did. Never blocks and never fails the caller.</summary>
public interface IUpdateEventRecorder
{
    /// <summary>A pod was evicted: event <c>EvictedByVPA</c> on the pod and <c>EvictedPod</c> on the VPA (D30).</summary>
    void PodEvicted(Pod pod, VerticalPodAutoscaler vpa);
}
