using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Leases;

/// <summary>Reads and writes one Lease object.</summary>
internal interface ILeaseStore
{
    /// <summary>Reads the lease; null when it does not exist.</summary>
    /// <exception cref="Client.KubernetesApiException">It cannot be read.</exception>
    Task<WireLease?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Creates the lease.</summary>
    /// <exception cref="Client.KubernetesApiException">It exists already (409), or cannot be created.</exception>
    Task<WireLease> CreateAsync(WireLeaseSpec spec, CancellationToken cancellationToken);

    /// <summary>Writes the lease's specification, if it still has the given version.</summary>
    /// <exception cref="Client.KubernetesApiException">It changed meanwhile (409), or cannot be written.</exception>
    Task<WireLease> WriteAsync(string resourceVersion, WireLeaseSpec spec, CancellationToken cancellationToken);
}
