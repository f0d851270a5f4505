using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Pods;

/// <summary>
/// Finds the workloads that a pod's usage counts for: the topmost controller of its chain, and every lower owner that a VPA targets. Not
/// every ReplicaSet or Job on the way: that would double memory and store for histories nobody asks for. So a VPA that begins to
/// target a lower owner starts with an empty history.
/// </summary>
/// <remarks>Each owner is climbed from once a cycle, not once a pod. The same list object is given as long as nothing changed.</remarks>
internal sealed class OwnerWorkloads(IControllerDirectory directory, bool onlyTargeted)
{
    private readonly Dictionary<Owner, Answer> _answers = [];
    private readonly List<Owner> _stale = [];
    private readonly List<WorkloadKey> _found = [];
    private IReadOnlySet<WorkloadKey> _targets = new HashSet<WorkloadKey>();
    private int _cycle;

    /// <summary>Begins a cycle.</summary>
    /// <param name="targets">The workloads that VPAs target.</param>
    public void BeginCycle(IReadOnlySet<WorkloadKey> targets)
    {
        foreach (var (owner, answer) in _answers)
        {
            if (answer.Cycle != _cycle)
            {
                _stale.Add(owner);
            }
        }

        _stale.ForEach(o => _answers.Remove(o));
        _stale.Clear();
        _targets = targets;
        _cycle++;
    }

    /// <summary>The workloads of a pod; null when a look-up failed and was never answered, so that nothing is known.</summary>
    public WorkloadKey[]? Of(Pod pod)
    {
        if (OwnerChain.ControllerOf(pod) is not { } reference)
        {
            return [];
        }

        var owner = new Owner(new(pod.Namespace, reference.Kind, reference.Name), reference.ApiVersion);
        if (!_answers.TryGetValue(owner, out var answer))
        {
            answer = new Answer();
            _answers.Add(owner, answer);
        }

        if (answer.Cycle != _cycle)
        {
            answer.Cycle = _cycle;
            answer.Workloads = Climb(pod.Namespace, reference, answer.Workloads);
        }

        return answer.Workloads;
    }

    private WorkloadKey[]? Climb(string @namespace, OwnerReference reference, WorkloadKey[]? previous)
    {
        var chain = OwnerChain.Climb(@namespace, reference, directory);
        if (chain.Error is not null)
        {
            return previous;
        }

        _found.Clear();
        for (var i = 0; i < chain.Controllers.Length; i++)
        {
            var key = chain.Controllers[i].Key;
            var isTopmost = i == chain.Controllers.Length - 1;
            if ((isTopmost && !onlyTargeted) || _targets.Contains(key))
            {
                _found.Add(key);
            }
        }

        return previous is not null && previous.AsSpan().SequenceEqual(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_found))
            ? previous
            : [.. _found];
    }

    private readonly record struct Owner(WorkloadKey Key, string ApiVersion);

    private sealed class Answer
    {
        public int Cycle { get; set; } = -1;

        public WorkloadKey[]? Workloads { get; set; }
    }
}
