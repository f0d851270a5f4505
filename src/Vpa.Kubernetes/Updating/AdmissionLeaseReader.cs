using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Leases;
using Vpa.Kubernetes.Wire;
using Vpa.Updater.Ports;

namespace Vpa.Kubernetes.Updating;

/// <summary>Reads the status lease by which the admission controller shows that it is alive (U18, U19).</summary>
/// <param name="api">The API server.</param>
/// <param name="options">Where the lease is.</param>
/// <param name="time">The clock.</param>
public sealed class AdmissionLeaseReader(KubernetesApi api, AdmissionLeaseOptions options, TimeProvider time) : IAdmissionHeartbeat
{
    /// <inheritdoc/>
    public NamespacedName Lease { get; } = new(options.Namespace, options.Name);

    /// <inheritdoc/>
    public async Task<StatusLeaseReading> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var lease = await StatusLeaseAttempts.RunAsync(
                attempt => api.GetJsonAsync(ResourcePath.Leases.Object(options.Namespace, options.Name), WireJson.Default.WireLease, attempt), time, cancellationToken);
            var (created, renewed) = (lease.Metadata?.CreationTimestamp, lease.Spec?.RenewTime);
            return new StatusLeaseReading(lease.Metadata?.Uid ?? "", renewed is null || created > renewed ? created : renewed);
        }
        catch (KubernetesApiException e)
        {
            return StatusLeaseReading.Unreadable(e.Message);
        }
    }
}
