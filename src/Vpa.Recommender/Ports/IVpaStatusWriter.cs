using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Ports;

/// <summary>Writes the status of VPAs.</summary>
public interface IVpaStatusWriter
{
    /// <summary>Replaces a VPA's whole status by one JSON patch on the status subresource (R100). Failures are returned, not thrown; cancellation is thrown.</summary>
    Task<StatusWriteResult> WriteStatusAsync(NamespacedName vpa, VpaStatus status, CancellationToken cancellationToken);
}
