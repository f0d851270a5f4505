using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Nodes;

/// <summary>Edits a list of pod conditions; an edit that changes nothing returns the very same list.</summary>
internal static class PodConditions
{
    public const string ResizePending = "PodResizePending";
    public const string ResizeInProgress = "PodResizeInProgress";

    /// <summary>The condition of a type, if it is there.</summary>
    public static PodCondition? Find(IReadOnlyList<PodCondition>? conditions, string type) =>
        conditions?.FirstOrDefault(c => c.Type == type);

    /// <summary>Sets a condition; its transition time moves only when its status does.</summary>
    public static IReadOnlyList<PodCondition> With(
        IReadOnlyList<PodCondition> conditions, string type, string status, string? reason, string? message, DateTimeOffset now)
    {
        var before = Find(conditions, type);
        if (before is not null && before.Status == status && before.Reason == reason && before.Message == message)
        {
            return conditions;
        }

        var after = (before ?? new PodCondition { Type = type }) with
        {
            Status = status,
            Reason = reason,
            Message = message,
            LastTransitionTime = before?.Status == status ? before.LastTransitionTime : now,
        };
        return before is null ? [.. conditions, after] : [.. conditions.Select(c => ReferenceEquals(c, before) ? after : c)];
    }

    /// <summary>Removes a condition.</summary>
    public static IReadOnlyList<PodCondition> Without(IReadOnlyList<PodCondition> conditions, string type) =>
        Find(conditions, type) is null ? conditions : [.. conditions.Where(c => c.Type != type)];
}
