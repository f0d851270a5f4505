using System.Text.Json;
using System.Text.Json.Nodes;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Leases;

/// <summary>
/// A Lease object of the API server. Replaced as a whole (PUT), since roles for leader election grant <c>update</c> and not <c>patch</c>;
/// what it holds besides our fields is written back as it was read. One claimant uses it, a request at a time.
/// </summary>
internal sealed class LeaseStore(KubernetesApi api, string @namespace, string name) : ILeaseStore
{
    private readonly string _path = ResourcePath.Leases.Object(@namespace, name);

    /// <summary>The lease as the server gave it last.</summary>
    private JsonObject? _last;

    /// <inheritdoc/>
    public async Task<WireLease?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Keep(await api.GetJsonAsync(_path, WireJson.Default.JsonObject, cancellationToken));
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            _last = null;
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<WireLease> CreateAsync(WireLeaseSpec spec, CancellationToken cancellationToken)
    {
        var lease = new WireLease { ApiVersion = ResourcePath.Leases.ApiVersion, Kind = "Lease", Metadata = new() { Namespace = @namespace, Name = name }, Spec = spec };
        return Keep(await api.PostJsonAsync(
            ResourcePath.Leases.Collection(@namespace), lease, WireJson.Default.WireLease, WireJson.Default.JsonObject, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<WireLease> WriteAsync(string resourceVersion, WireLeaseSpec spec, CancellationToken cancellationToken)
    {
        if (_last is null)
        {
            await ReadAsync(cancellationToken);
        }

        // With the caller's version: what another wrote meanwhile is a conflict, however fresh our copy is.
        var lease = _last?.DeepClone().AsObject() ?? [];
        ObjectAt(lease, "metadata")["resourceVersion"] = resourceVersion;
        var target = ObjectAt(lease, "spec");
        foreach (var (field, value) in JsonSerializer.SerializeToNode(spec, WireJson.Default.WireLeaseSpec)!.AsObject())
        {
            target[field] = value?.DeepClone();
        }

        return Keep(await api.PutJsonAsync(_path, lease, WireJson.Default.JsonObject, WireJson.Default.JsonObject, cancellationToken));
    }

    private static JsonObject ObjectAt(JsonObject parent, string field)
    {
        if (parent[field] is not JsonObject child)
        {
            parent[field] = child = [];
        }

        return child;
    }

    private WireLease Keep(JsonObject answer)
    {
        _last = answer;
        try
        {
            return answer.Deserialize(WireJson.Default.WireLease) ?? new WireLease();
        }
        catch (JsonException e)
        {
            throw new KubernetesApiException($"The lease {@namespace}/{name} cannot be read: {e.Message}", e);
        }
    }
}
