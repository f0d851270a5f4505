namespace Vpa.Simulation.Objects;

/// <summary>What a container needs when a resource of it changes in place.</summary>
internal sealed record ResizePolicy
{
    public string ResourceName { get; init; } = string.Empty;

    /// <summary><c>NotRequired</c> or <c>RestartContainer</c>.</summary>
    public string RestartPolicy { get; init; } = "NotRequired";
}
