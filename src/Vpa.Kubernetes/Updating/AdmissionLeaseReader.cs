using System.Net;
using Microsoft.Extensions.Logging;
using Vpa.Kubernetes.Client;
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
    private static readonly ResourcePath Leases = new("coordination.k8s.io", "v1", "leases");

    /// <summary>The pauses before the second and the third attempt (U19).</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300)];

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

    private async Task<WireLease> ReadAsync(CancellationToken cancellationToken)
    {
        var path = Leases.Object(options.Namespace, options.Name);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await api.GetJsonAsync(path, WireJson.Default.WireLease, cancellationToken);
            }
            catch (KubernetesApiException e) when (attempt < Pauses.Length && IsTransient(e))
            {
                await Task.Delay(Pauses[attempt], time, cancellationToken);
            }
        }
    }

    private static bool IsTransient(KubernetesApiException e) =>
        e.RetryAfter is not null
        || e.StatusCode is null or HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.GatewayTimeout;
}
