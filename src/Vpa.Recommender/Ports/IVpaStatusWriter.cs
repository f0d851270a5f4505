using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Ports;

/// <summary>Writes the status of VPAs.</summary>
public interface IVpaStatusWriter
{
    /// <summary>Replaces a VPA's whole status by one JSON patch on the status subresource (R100). Failures are logged by the implementation and returned, not thrown; cancellation is thrown.</summary>
    Task<StatusWriteOutcome> WriteStatusAsync(NamespacedName vpa, VpaStatus status, CancellationToken cancellationToken);
}
