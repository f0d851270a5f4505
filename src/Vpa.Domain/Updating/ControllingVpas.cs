using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>
/// Finds the VPA that controls a pod (U28 to U32) among those that take part in a run. Costs a dictionary look-up a pod; the chain above
/// an owner is climbed once. Not safe for use by several threads; lives for one run.
/// </summary>
public sealed class ControllingVpas
{
    private readonly IControllerDirectory _directory;
    private readonly VpaTargetIndex _index;
    private readonly Dictionary<NamespacedName, LabelSelector> _selectors;
    private readonly Dictionary<(WorkloadKey Owner, string ApiVersion), OwnerChainResult> _chains = [];
    private readonly Dictionary<WorkloadKey, string> _errors = [];

    /// <summary>Prepares the look-up.</summary>
    /// <param name="participants">The VPAs that take part; only they compete (U32).</param>
    /// <param name="directory">Where owners are looked up.</param>
    public ControllingVpas(IReadOnlyCollection<ParticipatingVpa> participants, IControllerDirectory directory)
    {
        _directory = directory;
        _index = VpaTargetIndex.Of([.. participants.Select(p => p.Vpa)]);
        _selectors = new Dictionary<NamespacedName, LabelSelector>(participants.Count);
        foreach (var participant in participants)
        {
            _selectors[participant.Vpa.Key] = participant.Selector;
        }
    }

    /// <summary>Owners whose chain could not be climbed, with the cause: their pods count as uncontrolled for this run (U29).</summary>
    public IReadOnlyDictionary<WorkloadKey, string> Errors => _errors;

    /// <summary>The VPA that controls a pod, or null.</summary>
    public VerticalPodAutoscaler? For(Pod pod)
    {
        if (OwnerChain.ControllerOf(pod) is not { } owner || ChainAbove(pod.Namespace, owner).Topmost is not { } top)
        {
            return null;
        }

        return First(_index.For(top.Key), pod);
    }

    private VerticalPodAutoscaler? First(ReadOnlySpan<VerticalPodAutoscaler> oldestFirst, Pod pod)
    {
        foreach (var vpa in oldestFirst)
        {
            if (_selectors[vpa.Key].Matches(pod.Labels))
            {
                return vpa;
            }
        }

        return null;
    }

    private OwnerChainResult ChainAbove(string @namespace, OwnerReference owner)
    {
        var key = new WorkloadKey(@namespace, owner.Kind, owner.Name);
        if (!_chains.TryGetValue((key, owner.ApiVersion), out var chain))
        {
            chain = OwnerChain.Climb(@namespace, owner, _directory);
            _chains.Add((key, owner.ApiVersion), chain);
            if (chain.Error is { } error)
            {
                _errors[key] = error;
            }
        }

        return chain;
    }
}
