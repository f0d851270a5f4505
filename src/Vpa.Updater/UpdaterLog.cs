using Microsoft.Extensions.Logging;
using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;
using Vpa.Updater.Ports;

namespace Vpa.Updater;

internal static partial class UpdaterLog
{
    [LoggerMessage(1, LogLevel.Warning, "Admission controller shows no sign of life, so nothing is updated until it does: {Cause}")]
    public static partial void AdmissionControllerNotAlive(this ILogger logger, string cause);

    [LoggerMessage(2, LogLevel.Information, "Admission controller is alive again, updates go on: status lease {Lease} was renewed at {LastSeen}")]
    public static partial void AdmissionControllerAlive(this ILogger logger, NamespacedName lease, string lastSeen);

    [LoggerMessage(3, LogLevel.Error, "Event about status lease {Lease} could not be recorded")]
    public static partial void LeaseEventFailed(this ILogger logger, NamespacedName lease, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "VPAs or pods could not be listed: the run ends")]
    public static partial void SourceFailed(this ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "VPA {Vpa} takes no part: {Cause}")]
    public static partial void VpaSkipped(this ILogger logger, NamespacedName vpa, string? cause);

    [LoggerMessage(6, LogLevel.Warning, "VPA {Vpa} has update mode Auto, which is deprecated: use Recreate, which does the same")]
    public static partial void AutoIsDeprecated(this ILogger logger, NamespacedName vpa);

    [LoggerMessage(7, LogLevel.Warning, "The API server does not serve pods/resize: mode InPlaceOrRecreate evicts, mode InPlace does nothing, and start-up boosts stay")]
    public static partial void ResizeNotServed(this ILogger logger);

    [LoggerMessage(8, LogLevel.Warning, "VPA {Vpa} has update mode InPlace, whose feature gate InPlace is off: its pods stay as they are")]
    public static partial void InPlaceGateOff(this ILogger logger, NamespacedName vpa);

    [LoggerMessage(9, LogLevel.Warning, "Pods of {Owner} count as uncontrolled: {Cause}")]
    public static partial void OwnerUnknown(this ILogger logger, WorkloadKey owner, string cause);

    [LoggerMessage(10, LogLevel.Error, "VPA {Vpa} could not be handled in this run")]
    public static partial void VpaFailed(this ILogger logger, NamespacedName vpa, Exception exception);

    [LoggerMessage(11, LogLevel.Error, "Recommendation of VPA {Vpa} could not be processed for pod {Pod}")]
    public static partial void ProcessingFailed(this ILogger logger, NamespacedName vpa, NamespacedName pod, Exception exception);

    [LoggerMessage(12, LogLevel.Information, "Evicted pod {Pod} to apply the recommendation of VPA {Vpa}")]
    public static partial void Evicted(this ILogger logger, NamespacedName pod, NamespacedName vpa);

    [LoggerMessage(13, LogLevel.Information, "Pod {Pod} of VPA {Vpa} was not evicted: {Outcome}")]
    public static partial void NotEvicted(this ILogger logger, NamespacedName pod, NamespacedName vpa, EvictionOutcome outcome);

    [LoggerMessage(14, LogLevel.Error, "Eviction of pod {Pod} of VPA {Vpa} ended without an answer")]
    public static partial void EvictionUnanswered(this ILogger logger, NamespacedName pod, NamespacedName vpa, Exception exception);

    [LoggerMessage(15, LogLevel.Warning, "The rate limit leaves no time for more updates in this run; {Waiting} pods wait for the next one")]
    public static partial void RateLimited(this ILogger logger, int waiting);

    [LoggerMessage(16, LogLevel.Debug, "Pod {Pod} of VPA {Vpa} is left alone: {Refusal}")]
    public static partial void PodRefused(this ILogger logger, NamespacedName pod, NamespacedName vpa, UpdateRefusal refusal);

    [LoggerMessage(17, LogLevel.Debug, "Run ended: {Outcome}; {Vpas} VPAs with {ControlledPods} pods, {EvictablePods} evictable, {EvictedPods} evicted, {ResizedPods} resized")]
    public static partial void RunEnded(this ILogger logger, RunOutcome outcome, int vpas, int controlledPods, int evictablePods, int evictedPods, int resizedPods);

    [LoggerMessage(18, LogLevel.Error, "Event about pod {Pod} could not be recorded")]
    public static partial void EventFailed(this ILogger logger, NamespacedName pod, Exception exception);

    [LoggerMessage(19, LogLevel.Error, "Pod {Pod} could not be examined and counts as uncontrolled")]
    public static partial void PodFailed(this ILogger logger, NamespacedName pod, Exception exception);

    [LoggerMessage(20, LogLevel.Information, "Resized pod {Pod} in place to apply the recommendation of VPA {Vpa}")]
    public static partial void Resized(this ILogger logger, NamespacedName pod, NamespacedName vpa);

    [LoggerMessage(21, LogLevel.Information, "Pod {Pod} of VPA {Vpa} was not resized: {Outcome}")]
    public static partial void NotResized(this ILogger logger, NamespacedName pod, NamespacedName vpa, ResizeOutcome outcome);

    [LoggerMessage(22, LogLevel.Error, "Resize of pod {Pod} of VPA {Vpa} ended without an answer")]
    public static partial void ResizeUnanswered(this ILogger logger, NamespacedName pod, NamespacedName vpa, Exception exception);

    [LoggerMessage(23, LogLevel.Error, "The start-up boost of pod {Pod} of VPA {Vpa} cannot end: its annotation is not valid or holds nothing to return to")]
    public static partial void NothingToResize(this ILogger logger, NamespacedName pod, NamespacedName vpa);

    [LoggerMessage(24, LogLevel.Warning, "Whether the API server serves pods/resize could not be found out: nothing is resized until it can")]
    public static partial void ResizeSupportUnknown(this ILogger logger);

    [LoggerMessage(25, LogLevel.Error, "Asking whether the API server serves pods/resize failed")]
    public static partial void ResizeSupportFailed(this ILogger logger, Exception exception);
}
