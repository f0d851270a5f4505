namespace Vpa.Domain.Workloads;

/// <summary>The answer of a look-up: how it ended, the controller if found, and the cause if not.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Controller">The controller; not null exactly when found.</param>
/// <param name="Cause">The text for people when it was not found; null otherwise.</param>
/// <param name="IsProvisional">Whether it is what an object of a custom kind looks like just before it is ready: it does not exist, or has no selector.</param>
public sealed record ControllerLookup(ControllerLookupStatus Status, Controller? Controller, string? Cause = null, bool IsProvisional = false);
