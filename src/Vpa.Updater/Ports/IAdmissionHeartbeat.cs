using Vpa.Domain.Workloads;

namespace Vpa.Updater.Ports;

/// <summary>The status lease by which the admission controller shows that it is alive (U18).</summary>
public interface IAdmissionHeartbeat
{
    /// <summary>Where the lease is.</summary>
    NamespacedName Lease { get; }

    /// <summary>Reads the lease. That it does not exist or cannot be read is returned as a fault; cancellation is thrown.</summary>
    Task<StatusLeaseReading> ReadAsync(CancellationToken cancellationToken);
}
