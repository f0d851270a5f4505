namespace Vpa.Simulation.Objects;

/// <summary>A node, as far as scheduling and measuring need it.</summary>
internal sealed record Node
{
    public ObjectMeta Metadata { get; init; } = new();
}
