namespace Vpa.Domain.Updating.InPlace;

/// <summary>
/// The resizes of one VPA in one run, handed out in waves like evictions (<see cref="EvictionPlan"/>) and on the same budgets. Not safe for
/// use by several threads.
/// </summary>
public sealed class ResizePlan
{
    private readonly ReplicaGroups _groups;
    private readonly HashSet<PlannedResize> _underWay = new(ReferenceEqualityComparer.Instance);
    private List<PlannedResize> _waiting;

    internal ResizePlan(ReplicaGroups groups, List<PlannedResize> resizes)
    {
        _groups = groups;
        _waiting = resizes;
    }

    /// <summary>The resizes not handed out yet, in their order.</summary>
    public IReadOnlyList<PlannedResize> Waiting => _waiting;

    /// <summary>
    /// Takes the next resizes, in their order, that the budgets allow while all handed out before are counted as done. Each must be settled.
    /// Empty when nothing more may be resized until something is settled as not done.
    /// </summary>
    public IReadOnlyList<PlannedResize> NextWave()
    {
        var wave = new List<PlannedResize>();
        var left = new List<PlannedResize>(_waiting.Count);
        foreach (var planned in _waiting)
        {
            if (_groups.Find(planned.Pod) is { } group && (group.IsDisruptable || !planned.NeedsBudget))
            {
                _groups.Replace(group.WithResize());
                _underWay.Add(planned);
                wave.Add(planned);
            }
            else
            {
                left.Add(planned);
            }
        }

        _waiting = left;
        return wave;
    }

    /// <summary>Says how a resize of the last wave ended.</summary>
    /// <param name="planned">The resize.</param>
    /// <param name="disrupted">Whether it was accepted, or that cannot be told; if not, its share of the budget is free again.</param>
    /// <exception cref="InvalidOperationException">The resize is not under way.</exception>
    internal void Settle(PlannedResize planned, bool disrupted)
    {
        if (!_underWay.Remove(planned))
        {
            throw new InvalidOperationException($"The resize of pod {planned.Pod.Key} is not under way.");
        }

        if (!disrupted && _groups.Find(planned.Pod) is { } group)
        {
            _groups.Replace(group.WithoutResize());
        }
    }
}
