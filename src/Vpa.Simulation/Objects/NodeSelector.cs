namespace Vpa.Simulation.Objects;

/// <summary>Terms of which a node must match one.</summary>
internal sealed record NodeSelector
{
    public IReadOnlyList<NodeSelectorTerm>? NodeSelectorTerms { get; init; }
}
