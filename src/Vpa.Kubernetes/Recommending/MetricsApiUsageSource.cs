using System.Net;
using System.Text.Json;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Wire;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Recommending;

/// <summary>Usage from <c>metrics.k8s.io/v1beta1</c>, as metrics-server serves it (R118). Read as a stream: only the pod at hand is decoded.</summary>
/// <param name="api">The API server, which passes the request on to the metrics API.</param>
/// <param name="namespace">The one namespace to list; empty means all.</param>
public sealed class MetricsApiUsageSource(KubernetesApi api, string @namespace) : IUsageSource
{
    private readonly string _path = new ResourcePath("metrics.k8s.io", "v1beta1", "pods").Collection(@namespace);

    /// <inheritdoc/>
    public async Task<UsageReading> ReadUsageAsync(IEnumerable<UsageSubject> subjects, CancellationToken cancellationToken)
    {
        var items = new PodMetricsItems();
        try
        {
            using var response = await api.OpenAsync(_path, sendOnce: true, cancellationToken);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await new ListPageReader(items).ReadAsync(body, cancellationToken);
            return items.ToReading();
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            throw new UsageUnavailableException("the cluster has no metrics API (metrics.k8s.io/v1beta1); is metrics-server installed?", e);
        }
        catch (KubernetesApiException e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
        {
            throw new UsageUnavailableException($"listing pod metrics is not allowed: {e.Message}", e);
        }
        catch (Exception e) when (e is KubernetesApiException or IOException or HttpRequestException or JsonException)
        {
            throw new UsageUnavailableException($"pod metrics could not be read: {e.Message}", e);
        }
    }
}
