namespace Vpa.Simulation.Objects;

/// <summary>An entry of <c>metadata.ownerReferences</c>.</summary>
internal sealed record OwnerReference
{
    public string ApiVersion { get; init; } = string.Empty;

    public string Kind { get; init; } = string.Empty;

    public string Name { get; init; } = string.Empty;

    public string Uid { get; init; } = string.Empty;

    public bool? Controller { get; init; }
}
