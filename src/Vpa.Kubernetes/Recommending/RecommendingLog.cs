using Microsoft.Extensions.Logging;
using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Recommending;

/// <summary>What the recommender's adapters have to say.</summary>
internal static partial class RecommendingLog
{
    [LoggerMessage(3102, LogLevel.Warning, "An out-of-memory kill of {Pod}, container {Container}, was dropped: the queue is full")]
    public static partial void OutOfMemoryQueueFull(this ILogger logger, NamespacedName pod, string container);

    [LoggerMessage(3103, LogLevel.Debug, "The watch of eviction events ended: {Reason}")]
    public static partial void EvictionWatchEnded(this ILogger logger, string reason);

    [LoggerMessage(3104, LogLevel.Debug, "An eviction event could not be read: {Reason}")]
    public static partial void EvictionEventUnreadable(this ILogger logger, string reason);
}
