using Microsoft.Extensions.Logging;

namespace Vpa.Kubernetes.Wire;

/// <summary>Messages about objects read.</summary>
internal static partial class WireLog
{
    [LoggerMessage(1101, LogLevel.Warning, "{Kind} {Object}: {Field} has the unusable value '{Value}', which is left out")]
    public static partial void UnusableField(this ILogger logger, string kind, string @object, string field, string value);
}
