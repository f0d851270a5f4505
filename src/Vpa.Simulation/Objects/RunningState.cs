namespace Vpa.Simulation.Objects;

/// <summary>A container that runs since an instant.</summary>
internal sealed record RunningState(DateTimeOffset? StartedAt);
