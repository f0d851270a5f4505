using Microsoft.Extensions.Logging;
using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Updating;

/// <summary>Messages about evictions and resizes.</summary>
internal static partial class UpdatingLog
{
    [LoggerMessage(3201, LogLevel.Warning, "Pod {Pod} could not be evicted: {Cause}")]
    public static partial void EvictionFailed(this ILogger logger, NamespacedName pod, string cause);

    [LoggerMessage(3202, LogLevel.Error, "Pod {Pod} cannot be evicted: the API server does not serve pods/eviction")]
    public static partial void EvictionNotServed(this ILogger logger, NamespacedName pod);

    [LoggerMessage(3204, LogLevel.Warning, "Pod {Pod} could not be resized: {Cause}")]
    public static partial void ResizeFailed(this ILogger logger, NamespacedName pod, string cause);

    [LoggerMessage(3205, LogLevel.Warning, "Pod {Pod} was resized but could not be annotated: {Cause}")]
    public static partial void AnnotationFailed(this ILogger logger, NamespacedName pod, string cause);

    [LoggerMessage(3206, LogLevel.Warning, "Whether pods/resize is served could not be read: {Cause}")]
    public static partial void ResizeSupportUnreadable(this ILogger logger, string cause);
}
