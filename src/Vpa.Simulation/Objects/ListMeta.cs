namespace Vpa.Simulation.Objects;

/// <summary>The parts of a list's metadata that paging needs.</summary>
internal sealed record ListMeta
{
    public string? Continue { get; init; }

    public string? ResourceVersion { get; init; }
}
