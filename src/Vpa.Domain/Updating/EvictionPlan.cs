using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>
/// The evictions of one VPA in one run, handed out in waves: a wave is what the budgets allow at once, and a pod whose eviction did not
/// happen gives its place to the next one of its group. So evictions can go out side by side and yet never exceed the budget (U110 to U113).
/// Not safe for use by several threads.
/// </summary>
public sealed class EvictionPlan
{
    private readonly ReplicaGroups _groups;
    private readonly UpdateContext _context;
    private readonly HashSet<Pod> _underWay = new(ReferenceEqualityComparer.Instance);
    private List<Pod> _waiting;

    internal EvictionPlan(ReplicaGroups groups, List<Pod> candidates, UpdateContext context)
    {
        _groups = groups;
        _waiting = candidates;
        _context = context;
    }

    /// <summary>The candidates not handed out yet, in the order of their priority.</summary>
    public IReadOnlyList<Pod> Waiting => _waiting;

    /// <summary>The groups with the evictions so far.</summary>
    public IReadOnlyCollection<ReplicaGroup> Groups => _groups.Kept;

    /// <summary>
    /// Takes the next candidates, in the order of their priority, that the budgets allow while all evictions handed out before are counted as
    /// done. Each must be settled. Empty when nothing more may be evicted until something is settled as not disrupted.
    /// </summary>
    public IReadOnlyList<Pod> NextWave()
    {
        var wave = new List<Pod>();
        var left = new List<Pod>(_waiting.Count);
        foreach (var pod in _waiting)
        {
            if (EvictionEligibility.Evaluate(pod, _groups, _context.ResizingSince(pod), _context.Now) == UpdateRefusal.None)
            {
                Count(pod, static g => g.WithEviction());
                _underWay.Add(pod);
                wave.Add(pod);
            }
            else
            {
                left.Add(pod);
            }
        }

        _waiting = left;
        return wave;
    }

    /// <summary>Says how the eviction of a pod of the last wave ended.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="disrupted">Whether the pod is gone or going, or that cannot be told; if not, its share of the budget is free again.</param>
    /// <exception cref="InvalidOperationException">The pod's eviction is not under way.</exception>
    public void Settle(Pod pod, bool disrupted)
    {
        if (!_underWay.Remove(pod))
        {
            throw new InvalidOperationException($"The eviction of pod {pod.Key} is not under way.");
        }

        if (!disrupted)
        {
            Count(pod, static g => g.WithoutEviction());
        }
    }

    /// <summary>Takes on a pod whose resize failed, after all others (U88).</summary>
    internal void HandOver(Pod pod) => _waiting.Add(pod);

    // Pods that do not run yet cost no budget (U112).
    private void Count(Pod pod, Func<ReplicaGroup, ReplicaGroup> change)
    {
        if (pod.Phase != PodPhase.Pending && _groups.Find(pod) is { } group)
        {
            _groups.Replace(change(group));
        }
    }
}
