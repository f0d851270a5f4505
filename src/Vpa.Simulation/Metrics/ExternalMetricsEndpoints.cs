using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vpa.Simulation.ApiServer;
using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Metrics;

/// <summary>
/// The API <c>external.metrics.k8s.io/v1beta1</c> as adapters serve it: each metric is a resource, and its series carry the pod's labels, the pod's name as
/// <c>pod</c>, and the container's name.
/// </summary>
internal sealed class ExternalMetricsEndpoints(ExternalMetricNames names, Func<MetricsSnapshot> snapshot)
{
    public const string Group = "external.metrics.k8s.io";
    private const string Root = $"/apis/{Group}/v1beta1";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root, (RequestDelegate)(context => WriteAsync(context, WriteResources)));
        routes.MapGet($"{Root}/namespaces/{{namespace}}/{{metric}}", (RequestDelegate)ListAsync);
    }

    private async Task ListAsync(HttpContext context)
    {
        var (ns, metric) = ((string?)context.Request.RouteValues["namespace"], (string?)context.Request.RouteValues["metric"]);
        if (metric != names.Cpu && metric != names.Memory)
        {
            await FailAsync(context, 404, $"the metric {metric} was not found");
            return;
        }

        try
        {
            var selector = LabelSelectors.Parse(context.Request.Query["labelSelector"]);
            var pods = snapshot().Pods.Where(p => p.Namespace == ns && selector.Matches(SeriesLabels(p)));
            await WriteAsync(context, json => WriteValues(json, metric, pods));
        }
        catch (Exception e) when (e is ApiStatusException or FormatException)
        {
            await FailAsync(context, 400, e.Message);
        }
    }

    private static Dictionary<string, string> SeriesLabels(MeasuredPod pod) => new(pod.Labels, StringComparer.Ordinal) { ["pod"] = pod.Name };

    private void WriteValues(Utf8JsonWriter json, string metric, IEnumerable<MeasuredPod> pods)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, "ExternalMetricValueList");
        json.WriteString("apiVersion"u8, $"{Group}/v1beta1");
        json.WriteStartObject("metadata"u8);
        json.WriteEndObject();
        json.WriteStartArray("items"u8);
        foreach (var (pod, container) in pods.SelectMany(p => p.Containers.Select(c => (p, c))))
        {
            json.WriteStartObject();
            json.WriteString("metricName"u8, metric);
            json.WriteStartObject("metricLabels"u8);
            json.WriteString("pod"u8, pod.Name);
            json.WriteString(names.ContainerLabel, container.Name);
            json.WriteEndObject();
            json.WriteString("timestamp"u8, TimestampConverter.Print(pod.Timestamp));
            json.WriteString(
                "value"u8, metric == names.Cpu ? QuantityText.PrintCpu(container.Usage.CpuNanocores) : QuantityText.PrintMemory(container.Usage.MemoryBytes));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteResources(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, "APIResourceList");
        json.WriteString("apiVersion"u8, "v1");
        json.WriteString("groupVersion"u8, $"{Group}/v1beta1");
        json.WriteStartArray("resources"u8);
        foreach (var metric in (string[])[names.Cpu, names.Memory])
        {
            json.WriteStartObject();
            json.WriteString("name"u8, metric);
            json.WriteString("singularName"u8, "");
            json.WriteBoolean("namespaced"u8, true);
            json.WriteString("kind"u8, "ExternalMetricValueList");
            json.WriteStartArray("verbs"u8);
            json.WriteStringValue("get");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Task FailAsync(HttpContext context, int code, string message)
    {
        context.Response.StatusCode = code;
        return WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, "Status");
            json.WriteString("apiVersion"u8, "v1");
            json.WriteString("status"u8, "Failure");
            json.WriteString("message"u8, message);
            json.WriteNumber("code"u8, code);
            json.WriteEndObject();
        });
    }

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = MediaTypeNames.Application.Json;
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        write(json);
        await json.FlushAsync(context.RequestAborted);
    }
}
