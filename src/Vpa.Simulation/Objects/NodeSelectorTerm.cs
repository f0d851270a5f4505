namespace Vpa.Simulation.Objects;

/// <summary>Requirements that all have to be met.</summary>
internal sealed record NodeSelectorTerm
{
    public IReadOnlyList<NodeSelectorRequirement>? MatchFields { get; init; }
}
