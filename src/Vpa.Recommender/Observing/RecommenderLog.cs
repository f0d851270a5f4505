using Microsoft.Extensions.Logging;
using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Observing;

/// <summary>What the recommender has to say.</summary>
internal static partial class RecommenderLog
{
    [LoggerMessage(1001, LogLevel.Information, "Restored {Count} histories, {Restored} of them from the second copy; {Dropped} were damaged and are lost")]
    public static partial void HistoryLoaded(this ILogger logger, int count, int restored, int dropped);

    [LoggerMessage(1002, LogLevel.Error, "Histories cannot be stored: {Reason}; they are kept in memory and are stored as soon as it works again")]
    public static partial void HistoryNotSaved(this ILogger logger, string reason);

    [LoggerMessage(1003, LogLevel.Information, "Histories are stored again")]
    public static partial void HistorySavedAgain(this ILogger logger);

    [LoggerMessage(1004, LogLevel.Error, "Usage cannot be read: {Reason}; cycles go on without new samples")]
    public static partial void UsageUnavailable(this ILogger logger, string reason);

    [LoggerMessage(1005, LogLevel.Debug,
        "Usage of {Pods} pods: {Accepted} samples accepted, {Discarded} discarded, {Unknown} of unknown containers, {Unreadable} unreadable")]
    public static partial void UsageFed(this ILogger logger, int pods, int accepted, int discarded, int unknown, int unreadable);

    [LoggerMessage(1006, LogLevel.Warning, "An out-of-memory kill of the unknown container {Namespace}/{Pod}/{Container} is ignored")]
    public static partial void OutOfMemoryOfUnknown(this ILogger logger, string @namespace, string pod, string container);

    [LoggerMessage(1007, LogLevel.Warning, "An out-of-memory kill of {Namespace}/{Pod}/{Container} at {At} is too old and is ignored")]
    public static partial void OutOfMemoryStale(this ILogger logger, string @namespace, string pod, string container, DateTimeOffset at);

    [LoggerMessage(1008, LogLevel.Error, "Step {Step} failed; the cycle goes on")]
    public static partial void StepFailed(this ILogger logger, string step, Exception cause);

    [LoggerMessage(1009, LogLevel.Debug, "Step {Step} took {Elapsed}")]
    public static partial void StepFinished(this ILogger logger, string step, TimeSpan elapsed);

    [LoggerMessage(1010, LogLevel.Debug, "The target of VPA {Vpa} could not be looked up; nothing about it changes")]
    public static partial void TargetUnknown(this ILogger logger, string vpa);

    [LoggerMessage(1011, LogLevel.Error, "No recommendation could be made for VPA {Vpa}")]
    public static partial void RecommendationFailed(this ILogger logger, string vpa, Exception cause);

    [LoggerMessage(1012, LogLevel.Debug, "Collected {Count} histories, {Left} are left")]
    public static partial void HistoriesCollected(this ILogger logger, int count, int left);

    [LoggerMessage(1013, LogLevel.Debug, "{Vpas} VPAs, {Changed} statuses changed, {Failed} could not be written")]
    public static partial void StatusesWritten(this ILogger logger, int vpas, int changed, int failed);

    [LoggerMessage(1015, LogLevel.Warning, "The stored history of {History} is refused: {Reason}")]
    public static partial void HistoryRefused(this ILogger logger, string history, string reason);

    [LoggerMessage(1016, LogLevel.Information, "Usage is read again")]
    public static partial void UsageAvailableAgain(this ILogger logger);

    [LoggerMessage(1014, LogLevel.Error, "Cannot update VPA {Vpa}: {Reason}; every cycle tries again")]
    public static partial void StatusNotWritten(this ILogger logger, NamespacedName vpa, string reason);

    [LoggerMessage(1017, LogLevel.Information, "The status of VPA {Vpa} is written again")]
    public static partial void StatusWrittenAgain(this ILogger logger, NamespacedName vpa);

    [LoggerMessage(1018, LogLevel.Warning, "Some usage cannot be read and is left out: {Count} pods or values, the first: {Fault}")]
    public static partial void UsageUnreadable(this ILogger logger, int count, string fault);

    [LoggerMessage(1019, LogLevel.Information, "All usage can be read again")]
    public static partial void UsageReadable(this ILogger logger);

    [LoggerMessage(1020, LogLevel.Warning, "{Count} running pods of VPAs have had no usage for {Age}, {Namespace}/{Pod} among them; nothing new is learnt of them")]
    public static partial void UsageMissing(this ILogger logger, int count, TimeSpan age, string @namespace, string pod);

    [LoggerMessage(1021, LogLevel.Information, "All running pods of VPAs have usage again")]
    public static partial void UsageComplete(this ILogger logger);

    [LoggerMessage(1022, LogLevel.Warning, "VPA {Vpa} has had no recommendation for more than {Age}")]
    public static partial void RecommendationMissing(this ILogger logger, string vpa, TimeSpan age);

    [LoggerMessage(1023, LogLevel.Information, "{Workloads} workloads have no stored history; their past usage is fetched from {Archive}")]
    public static partial void FetchingPastUsage(this ILogger logger, string archive, int workloads);

    [LoggerMessage(1024, LogLevel.Error, "Past usage cannot be fetched from {Archive}: {Reason}; cycles go on without it, and it is tried again")]
    public static partial void PastUsageUnavailable(this ILogger logger, string archive, string reason);

    [LoggerMessage(1025, LogLevel.Warning, "{Archive} refuses the query for pod labels: {Reason}; past usage of pods that are gone is left out")]
    public static partial void PodLabelsRefused(this ILogger logger, string archive, string reason);

    [LoggerMessage(1026, LogLevel.Information, "Fetched from {Archive}: past usage of {Containers} containers and labels of {Pods} pods; {Unreadable} series or values were unreadable")]
    public static partial void PastUsageFetched(this ILogger logger, string archive, int containers, int pods, int unreadable);

    [LoggerMessage(1027, LogLevel.Information, "Past usage went into {Count} histories")]
    public static partial void PastUsageTakenIn(this ILogger logger, int count);

    [LoggerMessage(1040, LogLevel.Information, "Imported {Imported} histories from checkpoint objects; {Expired} are too old, {Unused} belong to no VPA served here or to a known history")]
    public static partial void CheckpointsImported(this ILogger logger, int imported, int expired, int unused);

    [LoggerMessage(1041, LogLevel.Warning, "The checkpoint object {Checkpoint} is not imported: {Reason}")]
    public static partial void CheckpointRefused(this ILogger logger, string checkpoint, string reason);

    [LoggerMessage(1042, LogLevel.Error, "Checkpoint objects cannot be imported: {Reason}; the next cycle tries again")]
    public static partial void CheckpointsNotImported(this ILogger logger, string reason);

    [LoggerMessage(1043, LogLevel.Warning, "{Failed} of {Due} checkpoint objects could not be written, the first because: {Reason}")]
    public static partial void CheckpointsNotWritten(this ILogger logger, int failed, int due, string reason);

    [LoggerMessage(1044, LogLevel.Debug, "Wrote {Written} checkpoint objects, {Left} are left for the next cycle")]
    public static partial void CheckpointsWritten(this ILogger logger, int written, int left);

    [LoggerMessage(1045, LogLevel.Information, "Deleted {Count} checkpoint objects whose VPA is gone")]
    public static partial void CheckpointsCollected(this ILogger logger, int count);

    [LoggerMessage(1046, LogLevel.Warning, "Checkpoint objects without a VPA could not all be deleted: {Reason}")]
    public static partial void CheckpointsNotCollected(this ILogger logger, string reason);

    [LoggerMessage(1049, LogLevel.Debug, "Usage of the unknown container {Container} of pod {Pod} is left out")]
    public static partial void SampleOfUnknown(this ILogger logger, NamespacedName pod, string container);

    [LoggerMessage(1050, LogLevel.Debug, "The {Resource} sample of {At} of container {Container} of pod {Pod} is discarded: negative, or not later than the last one")]
    public static partial void SampleDiscarded(this ILogger logger, NamespacedName pod, string container, string resource, DateTimeOffset at);

    [LoggerMessage(1048, LogLevel.Warning, "{Count} stored histories were older than their checkpoint objects, to which another recommender has added meanwhile; they go on from the objects")]
    public static partial void NewerCheckpointsImported(this ILogger logger, int count);

    [LoggerMessage(1047, LogLevel.Warning, "Samples of {Pod} are dated {At}, which is in the future; clocks differ, and they are dropped")]
    public static partial void SampleFromTheFuture(this ILogger logger, string pod, DateTimeOffset at);
}
