using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Nodes;

/// <summary>What is set aside on each node; kept up to date while a step decides, so that two decisions never spend the same room.</summary>
internal sealed class NodeLedger
{
    private readonly SortedDictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    public NodeLedger(IEnumerable<NodeCapacity> nodes, IEnumerable<Pod> pods)
    {
        foreach (var node in nodes)
        {
            _accounts[node.Name] = new Account(node);
        }

        foreach (var pod in pods)
        {
            if (!pod.IsTerminal() && Find(pod) is { } account)
            {
                account.Take(PodDemand.Allocated(pod));
            }
        }
    }

    /// <summary>Whether the pod is bound to one of these nodes.</summary>
    public bool Holds(Pod pod) => Find(pod) is not null;

    /// <summary>Binds a demand to the node that has the largest part of its CPU and memory free; null when it fits nowhere.</summary>
    public string? TryPlace(Pod pod)
    {
        var demand = PodDemand.Wanted(pod);
        Account? best = null;
        foreach (var account in _accounts.Values)
        {
            if (account.Matches(pod.Spec) && account.HasRoom(demand) && (best is null || account.FreePart() > best.FreePart()))
            {
                best = account;
            }
        }

        best?.Take(demand);
        return best?.Node.Name;
    }

    /// <summary>Why a pod fits nowhere, in the words of the scheduler's condition.</summary>
    public string WhyNot(Pod pod)
    {
        var demand = PodDemand.Wanted(pod);
        var reasons = _accounts.Values
            .Select(a => !a.Matches(pod.Spec) ? "node(s) didn't match Pod's node affinity/selector"
                : a.Pods >= a.Node.MaxPods ? "Too many pods"
                : a.Cpu + demand.CpuNanocores > a.Node.CpuNanocores ? "Insufficient cpu"
                : "Insufficient memory")
            .CountBy(reason => reason)
            .OrderBy(r => r.Key, StringComparer.Ordinal)
            .Select(r => FormattableString.Invariant($"{r.Value} {r.Key}"));
        return FormattableString.Invariant($"0/{_accounts.Count} nodes are available: {string.Join(", ", reasons)}.");
    }

    /// <summary>Moves a bound pod's account from what is allocated to what its spec wants, if that fits.</summary>
    public ResizeFit TryResize(Pod pod)
    {
        var account = Find(pod)!;
        var allocated = PodDemand.Allocated(pod);
        var wanted = PodDemand.Wanted(pod);
        if (wanted.CpuNanocores > account.Node.CpuNanocores || wanted.MemoryBytes > account.Node.MemoryBytes)
        {
            return ResizeFit.Infeasible;
        }

        // Only what grows has to fit: shrinking one resource must not wait for room in the other.
        var cpu = account.Cpu - allocated.CpuNanocores + wanted.CpuNanocores;
        var memory = account.Memory - allocated.MemoryBytes + wanted.MemoryBytes;
        if ((wanted.CpuNanocores > allocated.CpuNanocores && cpu > account.Node.CpuNanocores)
            || (wanted.MemoryBytes > allocated.MemoryBytes && memory > account.Node.MemoryBytes))
        {
            return ResizeFit.Deferred;
        }

        account.Cpu = cpu;
        account.Memory = memory;
        return ResizeFit.Fits;
    }

    private Account? Find(Pod pod) => pod.Spec.NodeName is { Length: > 0 } name ? _accounts.GetValueOrDefault(name) : null;

    private sealed class Account(NodeCapacity node)
    {
        public NodeCapacity Node { get; } = node;

        public long Cpu { get; set; }

        public long Memory { get; set; }

        public int Pods { get; private set; }

        public void Take(PodDemand demand)
        {
            Cpu += demand.CpuNanocores;
            Memory += demand.MemoryBytes;
            Pods++;
        }

        public bool HasRoom(PodDemand demand) =>
            Pods < Node.MaxPods && Cpu + demand.CpuNanocores <= Node.CpuNanocores && Memory + demand.MemoryBytes <= Node.MemoryBytes;

        public bool Matches(PodSpec spec) =>
            (spec.NodeSelector is not { } selector || selector.All(s => Node.Labels.TryGetValue(s.Key, out var value) && value == s.Value))
            && spec.Affinity?.AllowsNodeNamed(Node.Name) != false;

        // Pods count as a third resource, so that pods without requests spread too.
        public double FreePart() =>
            3 - ((double)Cpu / Node.CpuNanocores) - ((double)Memory / Node.MemoryBytes) - ((double)Pods / Node.MaxPods);
    }
}
