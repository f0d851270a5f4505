namespace Vpa.Simulation.Objects;

/// <summary>A container that has ended.</summary>
internal sealed record TerminatedState
{
    public int ExitCode { get; init; }

    public string? Reason { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public string? ContainerID { get; init; }
}
