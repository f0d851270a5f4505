namespace Vpa.Simulation.Objects;

/// <summary>The part of a pod's affinity that names nodes: how a DaemonSet has its pods bound.</summary>
internal sealed record Affinity
{
    public NodeAffinity? NodeAffinity { get; init; }

    /// <summary>Whether a node of this name is allowed: by any term, whose fields must all match; other requirements than names are not looked at.</summary>
    public bool AllowsNodeNamed(string name) =>
        NodeAffinity?.Required?.NodeSelectorTerms is not { Count: > 0 } terms
        || terms.Any(t => (t.MatchFields ?? []).All(f => f.Key != "metadata.name" || f.Operator != "In" || (f.Values ?? []).Contains(name)));
}
