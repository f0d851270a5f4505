namespace Vpa.Simulation.Objects;

/// <summary>A condition of a pod.</summary>
internal sealed record PodCondition
{
    public string Type { get; init; } = string.Empty;

    public string Status { get; init; } = "Unknown";

    public string? Reason { get; init; }

    public string? Message { get; init; }

    public DateTimeOffset? LastTransitionTime { get; init; }

    public long? ObservedGeneration { get; init; }
}
