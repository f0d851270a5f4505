namespace Vpa.Simulation.Objects;

/// <summary>A condition of a Deployment.</summary>
internal sealed record DeploymentCondition
{
    public string Type { get; init; } = string.Empty;

    public string Status { get; init; } = "Unknown";

    public string? Reason { get; init; }

    public string? Message { get; init; }

    public DateTimeOffset? LastUpdateTime { get; init; }

    public DateTimeOffset? LastTransitionTime { get; init; }
}
