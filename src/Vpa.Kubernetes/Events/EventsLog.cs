using Microsoft.Extensions.Logging;

namespace Vpa.Kubernetes.Events;

/// <summary>Messages about recording events.</summary>
internal static partial class EventsLog
{
    [LoggerMessage(1401, LogLevel.Warning, "Cannot write the event {Reason} of {Kind} {Object}: {Message}")]
    public static partial void EventNotWritten(this ILogger logger, string reason, string kind, string @object, string message);
}
