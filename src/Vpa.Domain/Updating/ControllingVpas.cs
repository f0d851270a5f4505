using Vpa.Domain.Admitting;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>
/// Finds the VPA that controls a pod (U28 to U32): the one by which the pod would be patched if it were admitted now. Costs a look-up of the owner and one of each
/// controller above it a pod, and no memory; the chain above an owner is climbed once. Not safe for use by several threads; lives for one run.
/// </summary>
public sealed class ControllingVpas
{
    private readonly IControllerDirectory _directory;
    private readonly VpaTargetIndex _index;
    private readonly HashSet<NamespacedName> _participants;
    private readonly Dictionary<(WorkloadKey Owner, string ApiVersion), OwnerChainResult> _chains = [];
    private readonly Dictionary<WorkloadKey, string> _errors = [];

    /// <summary>Prepares the look-up.</summary>
    /// <param name="vpas">All VPAs: one that takes no part, such as one in mode <see cref="UpdateMode.Initial"/>, still decides about new pods and keeps younger ones from these.</param>
    /// <param name="participants">Those that take part; only their pods are controlled in this run.</param>
    /// <param name="directory">Where owners are looked up.</param>
    public ControllingVpas(IReadOnlyCollection<VerticalPodAutoscaler> vpas, IEnumerable<VerticalPodAutoscaler> participants, IControllerDirectory directory)
    {
        _directory = directory;
        _index = VpaTargetIndex.Of(vpas);
        _participants = [.. participants.Select(p => p.Key)];
    }

    /// <summary>Owners whose chain could not be climbed, with the cause: their pods count as uncontrolled for this run (U29).</summary>
    public IReadOnlyDictionary<WorkloadKey, string> Errors => _errors;

    /// <summary>The VPA that controls a pod and takes part, or null.</summary>
    public VerticalPodAutoscaler? For(Pod pod) =>
        OwnerChain.ControllerOf(pod) is { } owner
        && ControllingVpa.Find(pod, ChainAbove(pod.Namespace, owner), _index, _directory).Vpa is { } vpa
        && _participants.Contains(vpa.Key)
            ? vpa
            : null;

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
