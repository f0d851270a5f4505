namespace Vpa.Simulation.Objects;

/// <summary>One page of a list.</summary>
internal sealed record ObjectList<T>
{
    public ListMeta? Metadata { get; init; }

    public List<T>? Items { get; init; }
}
