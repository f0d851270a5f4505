namespace Vpa.Domain.Workloads;

/// <summary>A condition of a pod's status.</summary>
/// <param name="Type">The type, for example <c>Ready</c> or <c>PodResizePending</c>.</param>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
/// <param name="Reason">The machine-readable reason, if any.</param>
/// <param name="Message">The text for people, if any.</param>
/// <param name="LastTransitionTime">When the status last changed, if given.</param>
public sealed record PodCondition(string Type, string Status, string? Reason = null, string? Message = null, DateTimeOffset? LastTransitionTime = null);
