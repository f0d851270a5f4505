namespace Vpa.Domain.Workloads;

/// <summary>The state of a container, or its last terminated one.</summary>
/// <param name="Kind">Which of the states is set.</param>
/// <param name="Reason">Why it waits or ended, for example <c>OOMKilled</c>; null when not given.</param>
/// <param name="StartedAt">When it was started (running, terminated).</param>
/// <param name="FinishedAt">When it ended (terminated).</param>
public sealed record ContainerState(ContainerStateKind Kind, string? Reason = null, DateTimeOffset? StartedAt = null, DateTimeOffset? FinishedAt = null)
{
    /// <summary>The reason of a container that was ended for exceeding its memory limit.</summary>
    public const string OutOfMemoryKilled = "OOMKilled";

    /// <summary>No state.</summary>
    public static ContainerState None { get; } = new(ContainerStateKind.None);

    /// <summary>Whether this is a terminated state with the reason <c>OOMKilled</c>.</summary>
    public bool IsOutOfMemoryKill => Kind == ContainerStateKind.Terminated && Reason == OutOfMemoryKilled;
}
