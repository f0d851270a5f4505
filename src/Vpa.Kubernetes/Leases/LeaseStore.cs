using System.Text.Json;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Leases;

/// <summary>A Lease object of the API server. Written by merge patch, so that labels and annotations of others stay.</summary>
internal sealed class LeaseStore(KubernetesApi api, string @namespace, string name) : ILeaseStore
{
    private static readonly ResourcePath Path = new("coordination.k8s.io", "v1", "leases");

    /// <inheritdoc/>
    public async Task<WireLease?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await api.GetJsonAsync(Path.Object(@namespace, name), WireJson.Default.WireLease, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task<WireLease> CreateAsync(WireLeaseSpec spec, CancellationToken cancellationToken)
    {
        var lease = new WireLease { ApiVersion = Path.ApiVersion, Kind = "Lease", Metadata = new() { Namespace = @namespace, Name = name }, Spec = spec };
        return api.PostJsonAsync(Path.Collection(@namespace), lease, WireJson.Default.WireLease, WireJson.Default.WireLease, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<WireLease> WriteAsync(string resourceVersion, WireLeaseSpec spec, CancellationToken cancellationToken)
    {
        var patch = new WireLease { Metadata = new() { ResourceVersion = resourceVersion }, Spec = spec };
        var body = JsonSerializer.SerializeToUtf8Bytes(patch, WireJson.Default.WireLease);
        return api.PatchJsonAsync(Path.Object(@namespace, name), PatchKind.Merge, body, WireJson.Default.WireLease, cancellationToken);
    }
}
