namespace Vpa.Simulation.Objects;

/// <summary>How a Deployment replaces its pods.</summary>
internal sealed record DeploymentStrategy
{
    /// <summary><c>RollingUpdate</c> or <c>Recreate</c>.</summary>
    public string? Type { get; init; }

    public RollingUpdate? RollingUpdate { get; init; }
}
