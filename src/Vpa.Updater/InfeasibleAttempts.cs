using Vpa.Domain.Updating;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;

namespace Vpa.Updater;

/// <summary>
/// What was found infeasible for each pod (U102 to U107), by UID. An entry ends with the pod, or with a resize that the API server accepts or
/// the kubelet carries out (upstream keeps it then, U107). For use by one run at a time.
/// </summary>
internal sealed class InfeasibleAttempts
{
    private readonly Dictionary<string, InfeasibleAttempt> _attempts = new(StringComparer.Ordinal);

    /// <summary>
    /// Looks at all live pods at the beginning of a run: those that report Infeasible are remembered with what they ask for. A kubelet that is slow
    /// may still report the resize before, so an attempt is forgotten when what it asked for is in effect.
    /// </summary>
    public void Observe(IReadOnlyCollection<Pod> livePods)
    {
        foreach (var pod in livePods)
        {
            if (ResizeProgress.Of(pod) == ResizeStatus.Infeasible)
            {
                _attempts[pod.Uid] = InfeasibleAttempt.OfSpecification(pod);
            }
            else if (_attempts.TryGetValue(pod.Uid, out var attempt) && attempt.IsInEffectOn(pod))
            {
                _attempts.Remove(pod.Uid);
            }
        }

        if (_attempts.Count > 0)
        {
            var uids = livePods.Select(p => p.Uid).ToHashSet(StringComparer.Ordinal);
            foreach (var uid in _attempts.Keys.Where(u => !uids.Contains(u)).ToArray())
            {
                _attempts.Remove(uid);
            }
        }
    }

    /// <summary>Remembers that a node can never give a pod what it was to get.</summary>
    public void Add(Pod pod, InfeasibleAttempt attempt) => _attempts[pod.Uid] = attempt;

    /// <summary>Forgets all attempts.</summary>
    public void Clear() => _attempts.Clear();

    /// <summary>Forgets a pod's attempt, because a resize was accepted.</summary>
    public void Remove(Pod pod) => _attempts.Remove(pod.Uid);

    /// <summary>What was found infeasible for a pod, or null.</summary>
    public InfeasibleAttempt? For(Pod pod) => _attempts.GetValueOrDefault(pod.Uid);
}
