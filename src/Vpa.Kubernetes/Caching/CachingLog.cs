using Microsoft.Extensions.Logging;

namespace Vpa.Kubernetes.Caching;

/// <summary>Messages of the caches.</summary>
internal static partial class CachingLog
{
    [LoggerMessage(1001, LogLevel.Information, "Listed {Count} {Resource} at version {ResourceVersion}")]
    public static partial void Listed(this ILogger logger, string resource, int count, string resourceVersion);

    [LoggerMessage(1002, LogLevel.Warning, "Cannot follow {Resource} ({Failures} failures in a row), trying again: {Message}")]
    public static partial void CannotFollow(this ILogger logger, string resource, int failures, string message);

    [LoggerMessage(1003, LogLevel.Information, "Version {ResourceVersion} of {Resource} is too old for the server, listing anew")]
    public static partial void Expired(this ILogger logger, string resource, string resourceVersion);

    [LoggerMessage(1004, LogLevel.Warning, "An object of {Resource} cannot be read and is left out: {Object}: {Message}")]
    public static partial void Unreadable(this ILogger logger, string resource, string @object, string message);

    [LoggerMessage(1005, LogLevel.Error, "A consumer of changes of {Resource} failed at {Object}")]
    public static partial void ConsumerFailed(this ILogger logger, Exception exception, string resource, string @object);

    [LoggerMessage(1006, LogLevel.Warning, "The watch of {Resource} is silent, connecting anew")]
    public static partial void Silent(this ILogger logger, string resource);
}
