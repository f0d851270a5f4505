using Microsoft.Extensions.Logging;

namespace Vpa.Kubernetes.Leases;

/// <summary>Messages about leadership.</summary>
internal static partial class LeasesLog
{
    [LoggerMessage(1301, LogLevel.Information, "Leading: lease {Namespace}/{Lease} is held as {Identity}")]
    public static partial void Leading(this ILogger logger, string @namespace, string lease, string identity);

    [LoggerMessage(1302, LogLevel.Error, "Lost the lease {Namespace}/{Lease}")]
    public static partial void LostLeadership(this ILogger logger, string @namespace, string lease);

    [LoggerMessage(1303, LogLevel.Warning, "Cannot claim the lease {Namespace}/{Lease}: {Message}")]
    public static partial void CannotClaim(this ILogger logger, string @namespace, string lease, string message);

    [LoggerMessage(1304, LogLevel.Information, "Released the lease {Namespace}/{Lease}")]
    public static partial void Released(this ILogger logger, string @namespace, string lease);
}
