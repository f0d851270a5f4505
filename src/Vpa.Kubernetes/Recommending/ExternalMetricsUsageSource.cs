using System.Text.Json;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Wire;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Recommending;

/// <summary>
/// Usage from <c>external.metrics.k8s.io/v1beta1</c>, asked for pod by pod (R119). A query that fails costs its pod's sample; upstream gives up the whole
/// listing. Only when nothing at all can be read is usage unavailable.
/// </summary>
/// <param name="api">The API server, which passes the requests on to the metrics adapter.</param>
/// <param name="options">Metrics and labels.</param>
/// <param name="time">The clock.</param>
public sealed class ExternalMetricsUsageSource(KubernetesApi api, ExternalMetricsOptions options, TimeProvider time) : IUsageSource
{
    private const int Parallelism = 10;

    /// <inheritdoc/>
    public async Task<UsageReading> ReadUsageAsync(IEnumerable<UsageSubject> subjects, CancellationToken cancellationToken)
    {
        var listing = new ExternalMetricsListing();
        using var expiry = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = either.Token };
        var queries = subjects
            .SelectMany(s => s.Pods.Select(p => (Pod: new NamespacedName(s.Namespace, p), Selector: LabelSelectorText.Print(s.Selector))))
            .Distinct()
            .ToList();
        try
        {
            await Parallel.ForEachAsync(queries, parallel, async (query, ct) => await ReadPodAsync(query.Pod, query.Selector, listing, ct));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            listing.Fail(queries.Count - listing.Count, $"not all pods could be asked about within {GoDuration.FromTimeSpan(options.Timeout)}");
        }

        return listing.ToReading();
    }

    private async Task ReadPodAsync(NamespacedName pod, string selector, ExternalMetricsListing listing, CancellationToken cancellationToken)
    {
        if (listing.IsHopeless)
        {
            listing.Fail(1, "");
            return;
        }

        try
        {
            var reading = new ExternalMetricsReading(pod, options.ContainerLabel);
            await ReadMetricAsync(options.CpuMetric, isCpu: true, selector, reading, cancellationToken);
            await ReadMetricAsync(options.MemoryMetric, isCpu: false, selector, reading, cancellationToken);
            listing.Take(reading);
        }
        catch (KubernetesApiException e)
        {
            listing.Fail(1, e.Message);
        }
    }

    private async Task ReadMetricAsync(string metric, bool isCpu, string selector, ExternalMetricsReading reading, CancellationToken cancellationToken)
    {
        if (metric.Length == 0)
        {
            return;
        }

        var path = new ResourcePath("external.metrics.k8s.io", "v1beta1", Uri.EscapeDataString(metric)).Collection(reading.Pod.Namespace);
        var query = selector.Length == 0 ? $"pod={reading.Pod.Name}" : $"{selector},pod={reading.Pod.Name}";
        var answer = await api.GetJsonAsync($"{path}?labelSelector={Uri.EscapeDataString(query)}", WireJson.Default.WireExternalMetricList, cancellationToken);
        reading.Add([.. (answer.Items ?? []).Select(Item)], isCpu);
    }

    private static WireExternalMetric? Item(JsonElement json)
    {
        try
        {
            return json.Deserialize(WireJson.Default.WireExternalMetric);
        }
        catch (JsonException)
        {
            // Counted as unreadable by whoever takes it.
            return null;
        }
    }
}
