using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vpa.Domain.Usage;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Wire;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Checkpoints;

/// <summary>The checkpoint objects of an API server (section 15).</summary>
/// <param name="api">The API server.</param>
/// <param name="namespace">The one namespace to list; empty means all.</param>
public sealed class CheckpointObjects(KubernetesApi api, string @namespace) : ICheckpointObjects
{
    private const int PageSize = 250;
    private const int MaxNameLength = 253;

    /// <summary>A list that was compacted away under its reader this often is given up.</summary>
    private const int MaxTries = 3;

    private static readonly ResourcePath Path = new("autoscaling.k8s.io", "v1", "verticalpodautoscalercheckpoints");

    /// <inheritdoc/>
    public async Task ListAsync(bool withStatus, Action<CheckpointObject> visit, CancellationToken cancellationToken)
    {
        try
        {
            for (var tries = 1; !await TryListAsync(withStatus, visit, cancellationToken); tries++)
            {
                if (tries == MaxTries)
                {
                    throw new CheckpointsUnavailableException("the list of checkpoint objects expired again and again while it was read");
                }
            }
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            // The cluster does not know the kind, so there are none.
        }
        catch (Exception e) when (e is KubernetesApiException or IOException or HttpRequestException or JsonException)
        {
            throw new CheckpointsUnavailableException($"checkpoint objects could not be listed: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async Task WriteAsync(NamespacedName vpa, string container, AggregateCheckpoint status, CancellationToken cancellationToken)
    {
        try
        {
            var name = $"{vpa.Name}-{container}";
            if (name.Length > MaxNameLength || !await TryWriteAsync(new(vpa.Namespace, name), vpa.Name, container, status, cancellationToken))
            {
                // The name is another pair's (Q25) or too long for an object; readers go by the spec.
                var unique = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{vpa.Name}/{container}")))[..10];
                name = $"{name[..Math.Min(name.Length, MaxNameLength - unique.Length - 1)]}-{unique}";
                await TryWriteAsync(new(vpa.Namespace, name), vpa.Name, container, status, cancellationToken);
            }
        }
        catch (Exception e) when (e is KubernetesApiException or IOException or HttpRequestException)
        {
            throw new CheckpointsUnavailableException($"the checkpoint object of VPA {vpa}, container {container}, could not be written: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        try
        {
            await api.DeleteAsync(Path.Object(key.Namespace, key.Name), cancellationToken);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            // Somebody else was faster.
        }
        catch (Exception e) when (e is KubernetesApiException or IOException or HttpRequestException)
        {
            throw new CheckpointsUnavailableException($"the checkpoint object {key} could not be deleted: {e.Message}", e);
        }
    }

    private async Task<bool> TryListAsync(bool withStatus, Action<CheckpointObject> visit, CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var path = $"{Path.Collection(@namespace)}?limit={PageSize}" + (next is null ? "" : $"&continue={Uri.EscapeDataString(next)}");
            try
            {
                using var response = await api.OpenAsync(path, sendOnce: false, cancellationToken);
                await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
                next = (await new ListPageReader(new CheckpointReader(withStatus, visit)).ReadAsync(body, cancellationToken)).ContinueToken;
            }
            catch (KubernetesApiException e) when (e.IsExpired && next is not null)
            {
                return false;
            }
        }
        while (next is not null);

        return true;
    }

    /// <summary>Patches or creates an object; false when there is one of that name which is another container's.</summary>
    private async Task<bool> TryWriteAsync(NamespacedName key, string vpa, string container, AggregateCheckpoint status, CancellationToken cancellationToken)
    {
        for (var isSecond = false; ; isSecond = true)
        {
            try
            {
                await api.PatchAsync(Path.Object(key.Namespace, key.Name), PatchKind.Json, CheckpointJson.Patch(vpa, container, status), cancellationToken);
                return true;
            }
            catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.UnprocessableEntity && e.Causes.Count == 0)
            {
                return false;
            }
            catch (KubernetesApiException e) when (e.IsNotFound && !isSecond)
            {
                if (await TryCreateAsync(key, vpa, container, status, cancellationToken))
                {
                    return true;
                }
            }
        }
    }

    private async Task<bool> TryCreateAsync(NamespacedName key, string vpa, string container, AggregateCheckpoint status, CancellationToken cancellationToken)
    {
        try
        {
            var made = JsonNode.Parse(CheckpointJson.Object(key, vpa, container, status).Span)!.AsObject();
            await api.PostAsync(Path.Collection(key.Namespace), made, WireJson.Default.JsonObject, cancellationToken);
            return true;
        }
        catch (KubernetesApiException e) when (e.IsConflict)
        {
            return false; // made by somebody else meanwhile
        }
    }
}
