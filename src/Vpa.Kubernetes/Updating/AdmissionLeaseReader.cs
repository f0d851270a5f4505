using Microsoft.Extensions.Logging;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Leases;
using Vpa.Kubernetes.Wire;
using Vpa.Updater.Ports;

namespace Vpa.Kubernetes.Updating;

/// <summary>Reads the status lease by which the admission controller shows that it is alive (U18, U19).</summary>
/// <param name="api">The API server.</param>
/// <param name="options">Where the lease is.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told once per change why it could not be read.</param>
public sealed class AdmissionLeaseReader(KubernetesApi api, AdmissionLeaseOptions options, TimeProvider time, ILogger<AdmissionLeaseReader> logger)
    : IAdmissionHeartbeat
{
    private string? _saidCause;

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> LastSeenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var lease = await ReadAsync(cancellationToken);
            _saidCause = null;
            var (created, renewed) = (lease.Metadata?.CreationTimestamp, lease.Spec?.RenewTime);
            return renewed is null || created > renewed ? created : renewed;
        }
        catch (KubernetesApiException e)
        {
            if (_saidCause != e.Message)
            {
                logger.AdmissionLeaseUnreadable(options.Namespace, options.Name, e.Message);
                _saidCause = e.Message;
            }

            return null;
        }
    }

    private Task<WireLease> ReadAsync(CancellationToken cancellationToken) => StatusLeaseAttempts.RunAsync(
        attempt => api.GetJsonAsync(ResourcePath.Leases.Object(options.Namespace, options.Name), WireJson.Default.WireLease, attempt), time, cancellationToken);
}
