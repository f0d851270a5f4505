namespace Vpa.Simulation.Objects;

/// <summary>The state of a container: exactly one member is set, or none when it was never seen.</summary>
internal sealed record ContainerState
{
    public WaitingState? Waiting { get; init; }

    public RunningState? Running { get; init; }

    public TerminatedState? Terminated { get; init; }
}
