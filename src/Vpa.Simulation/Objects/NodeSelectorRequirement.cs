namespace Vpa.Simulation.Objects;

/// <summary>A field of a node and the values it may have.</summary>
internal sealed record NodeSelectorRequirement
{
    public string? Key { get; init; }

    public string? Operator { get; init; }

    public IReadOnlyList<string>? Values { get; init; }
}
