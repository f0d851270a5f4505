namespace Vpa.Simulation.Objects;

/// <summary>A container that is not running yet, or not yet again.</summary>
internal sealed record WaitingState(string? Reason, string? Message);
