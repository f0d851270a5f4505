using Microsoft.Extensions.Logging;

namespace Vpa.Kubernetes.Workloads;

/// <summary>Messages about controllers.</summary>
internal static partial class WorkloadsLog
{
    [LoggerMessage(1201, LogLevel.Warning, "Cannot read the scale of {Kind} {Object}: {Message}")]
    public static partial void ScaleUnreadable(this ILogger logger, string kind, string @object, string message);

    [LoggerMessage(1202, LogLevel.Error, "A pass over the scale cache failed")]
    public static partial void ScalePassFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1203, LogLevel.Warning, "The API server serves no {Kind} ({Resource}); going on without that kind")]
    public static partial void KindNotServed(this ILogger logger, string kind, string resource);

    [LoggerMessage(1204, LogLevel.Warning, "Cannot ask the API server what it serves, trying again: {Message}")]
    public static partial void DiscoveryFailed(this ILogger logger, string message);

    [LoggerMessage(1205, LogLevel.Warning, "The scales of {Count} custom controllers are not read after {Limit}; going on meanwhile")]
    public static partial void ScalesUnread(this ILogger logger, int count, TimeSpan limit);
}
