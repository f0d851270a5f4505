namespace Vpa.Simulation.Objects;

/// <summary>A container of a pod's spec.</summary>
internal sealed record Container
{
    public string Name { get; init; } = string.Empty;

    public string? Image { get; init; }

    /// <summary><c>Always</c> on an init container makes it a sidecar.</summary>
    public string? RestartPolicy { get; init; }

    public ResourceRequirements? Resources { get; init; }

    public IReadOnlyList<ResizePolicy>? ResizePolicy { get; init; }
}
