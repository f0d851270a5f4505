using Microsoft.Extensions.Logging;
using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Updating;

/// <summary>Messages about evictions and the status lease.</summary>
internal static partial class UpdatingLog
{
    [LoggerMessage(3201, LogLevel.Warning, "Pod {Pod} could not be evicted: {Cause}")]
    public static partial void EvictionFailed(this ILogger logger, NamespacedName pod, string cause);

    [LoggerMessage(3202, LogLevel.Error, "Pod {Pod} cannot be evicted: the API server does not serve pods/eviction")]
    public static partial void EvictionNotServed(this ILogger logger, NamespacedName pod);

    [LoggerMessage(3203, LogLevel.Warning, "Status lease {Namespace}/{Lease} of the admission controller could not be read: {Cause}")]
    public static partial void AdmissionLeaseUnreadable(this ILogger logger, string @namespace, string lease, string cause);
}
