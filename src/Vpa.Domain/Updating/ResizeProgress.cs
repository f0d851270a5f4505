using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>Reads the progress of an in-place resize from a pod's conditions (U81, U82) and tells whether it is stuck (U85).</summary>
public static class ResizeProgress
{
    /// <summary>A resize that stays deferred for longer than this, strictly, is stuck (U85).</summary>
    public static readonly TimeSpan DeferredLimit = TimeSpan.FromMinutes(5);

    /// <summary>A resize that stays in progress for longer than this, strictly, is stuck (U85).</summary>
    public static readonly TimeSpan InProgressLimit = TimeSpan.FromHours(1);

    private const string PendingType = "PodResizePending";
    private const string InProgressType = "PodResizeInProgress";

    /// <summary>The status of a pod's resize.</summary>
    public static ResizeStatus Of(Pod pod)
    {
        PodCondition? first = null;
        PodCondition? pending = null;
        foreach (var condition in pod.Conditions)
        {
            if (condition.Type is PendingType or InProgressType)
            {
                first ??= condition;
                pending ??= condition.Type == PendingType ? condition : null;
            }
        }

        return first is not { Status: "True" } ? ResizeStatus.None : pending is not null ? OfPending(pending) : OfInProgress(first);
    }

    /// <summary>Whether a resize has gone on for so long, or in such a way, that eviction is the only way left. The group's budget is a matter of its own.</summary>
    /// <param name="status">The status of the resize.</param>
    /// <param name="since">When the pod was first seen resizing.</param>
    /// <param name="now">The present time.</param>
    public static bool IsStuck(ResizeStatus status, DateTimeOffset since, DateTimeOffset now) => status switch
    {
        ResizeStatus.None => false,
        ResizeStatus.Deferred => now - since > DeferredLimit,
        ResizeStatus.InProgress => now - since > InProgressLimit,
        _ => true,
    };

    private static ResizeStatus OfPending(PodCondition pending) => pending.Reason switch
    {
        "Deferred" => ResizeStatus.Deferred,
        "Infeasible" => ResizeStatus.Infeasible,
        _ => ResizeStatus.Unknown,
    };

    private static ResizeStatus OfInProgress(PodCondition condition) => (condition.Reason, condition.Message) switch
    {
        (null or "", null or "") => ResizeStatus.InProgress,
        ("Error", _) => ResizeStatus.Error,
        _ => ResizeStatus.Unknown,
    };
}
