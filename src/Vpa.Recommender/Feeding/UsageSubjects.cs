using Vpa.Domain.Workloads;
using Vpa.Recommender.Loading;
using Vpa.Recommender.Pods;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Feeding;

/// <summary>The pods whose usage VPAs need (R119).</summary>
internal sealed class UsageSubjects(PodModel pods, VpaLoader vpas, IControllerDirectory directory)
{
    /// <summary>The running pods whose workload a served VPA targets.</summary>
    public IEnumerable<TrackedPod> Pods
    {
        get
        {
            foreach (var pod in pods.Pods)
            {
                if (pod.Pod.Phase == PodPhase.Running && IsTargeted(pod))
                {
                    yield return pod;
                }
            }
        }
    }

    /// <summary>For each VPA with running pods its target's selector and these pods; made while it is enumerated.</summary>
    public IEnumerable<UsageSubject> Enumerate()
    {
        var names = Pods.SelectMany(p => p.Workloads!.Select(w => (Workload: w, p.Pod.Name))).ToLookup(p => p.Workload, p => p.Name);
        foreach (var (vpa, target) in vpas.Served)
        {
            if (target is { IsKnown: true, Problem: null }
                && vpa is { Target.ApiVersion: { } version, TargetKey: { } workload }
                && names.Contains(workload)
                && directory.Find(version, workload).Controller is { } controller)
            {
                yield return new(workload.Namespace, controller.Selector, [.. names[workload]]);
            }
        }
    }

    private bool IsTargeted(TrackedPod pod)
    {
        foreach (var workload in pod.Workloads ?? [])
        {
            if (vpas.Targets.Contains(workload))
            {
                return true;
            }
        }

        return false;
    }
}
