namespace Vpa.Domain.Policies;

/// <summary>A condition of a VPA's status.</summary>
/// <param name="Type">The type, see <see cref="VpaConditionTypes"/>.</param>
/// <param name="Status"><c>True</c> or <c>False</c>; other texts are kept as found.</param>
/// <param name="LastTransitionTime">When the status last changed.</param>
/// <param name="Reason">The machine-readable reason; empty when there is none.</param>
/// <param name="Message">The text for people; empty when there is none.</param>
public sealed record VpaCondition(string Type, string Status, DateTimeOffset LastTransitionTime, string Reason = "", string Message = "");
