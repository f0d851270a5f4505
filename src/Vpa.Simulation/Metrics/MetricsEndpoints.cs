using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vpa.Domain.Workloads;
using Vpa.Simulation.ApiServer;

namespace Vpa.Simulation.Metrics;

/// <summary>The HTTP side of the metrics API.</summary>
internal sealed class MetricsEndpoints(Func<MetricsSnapshot> snapshot, TimeProvider clock)
{
    private const string Root = "/apis/metrics.k8s.io/v1beta1";

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var probe in new[] { "/healthz", "/livez", "/readyz" })
        {
            routes.MapGet(probe, (RequestDelegate)(context => context.Response.WriteAsync("ok", context.RequestAborted)));
        }

        MapDocument(routes, "/apis", MetricsDiscovery.Groups);
        MapDocument(routes, "/apis/metrics.k8s.io", MetricsDiscovery.Group);
        MapDocument(routes, Root, MetricsDiscovery.Resources);
        MapDocument(routes, "/openapi/v2", MetricsDiscovery.OpenApi);
        routes.MapGet($"{Root}/pods", (RequestDelegate)ListPodsAsync);
        routes.MapGet($"{Root}/namespaces/{{namespace}}/pods", (RequestDelegate)ListPodsAsync);
        routes.MapGet($"{Root}/namespaces/{{namespace}}/pods/{{name}}", (RequestDelegate)GetPodAsync);
        routes.MapGet($"{Root}/nodes", (RequestDelegate)ListNodesAsync);
        routes.MapGet($"{Root}/nodes/{{name}}", (RequestDelegate)GetNodeAsync);
        routes.MapFallback((RequestDelegate)(context => FailAsync(context, 404, "NotFound", "the server could not find the requested resource")));
    }

    private static void MapDocument(IEndpointRouteBuilder routes, string path, string document) => routes.MapGet(path, (RequestDelegate)(context =>
    {
        context.Response.ContentType = MediaTypeNames.Application.Json;
        return context.Response.WriteAsync(document, context.RequestAborted);
    }));

    // limit and continue are ignored, as the real one does: a list is always whole.
    private async Task ListPodsAsync(HttpContext context)
    {
        if (await TryReadSelectorsAsync(context) is not var (labels, fields))
        {
            return;
        }

        var ns = (string?)context.Request.RouteValues["namespace"];
        var pods = snapshot().Pods.Where(p => (ns is null || p.Namespace == ns) && labels.Matches(p.Labels) && fields.Matches(p.Namespace, p.Name));
        await WriteAsync(context, json => MetricsJson.WriteList(json, pods, clock.GetUtcNow()));
    }

    private async Task ListNodesAsync(HttpContext context)
    {
        if (await TryReadSelectorsAsync(context) is not var (labels, fields))
        {
            return;
        }

        var nodes = snapshot().Nodes.Where(n => labels.Matches(n.Labels) && fields.Matches(string.Empty, n.Name));
        await WriteAsync(context, json => MetricsJson.WriteList(json, nodes, clock.GetUtcNow()));
    }

    private Task GetPodAsync(HttpContext context)
    {
        var (ns, name) = ((string?)context.Request.RouteValues["namespace"], (string?)context.Request.RouteValues["name"]);
        return snapshot().Pods.FirstOrDefault(p => p.Namespace == ns && p.Name == name) is { } pod
            ? WriteAsync(context, json => MetricsJson.Write(json, pod, clock.GetUtcNow(), typed: true))
            : FailAsync(context, 404, "NotFound", $"podmetrics.metrics.k8s.io \"{ns}/{name}\" not found");
    }

    private Task GetNodeAsync(HttpContext context)
    {
        var name = (string?)context.Request.RouteValues["name"];
        return snapshot().Nodes.FirstOrDefault(n => n.Name == name) is { } node
            ? WriteAsync(context, json => MetricsJson.Write(json, node, clock.GetUtcNow(), typed: true))
            : FailAsync(context, 404, "NotFound", $"nodemetrics.metrics.k8s.io \"{name}\" not found");
    }

    private static async Task<(LabelSelector Labels, NameFields Fields)?> TryReadSelectorsAsync(HttpContext context)
    {
        try
        {
            return (LabelSelectors.Parse(context.Request.Query["labelSelector"]), NameFields.Parse(context.Request.Query["fieldSelector"]));
        }
        catch (Exception e) when (e is ApiStatusException or FormatException)
        {
            await FailAsync(context, 400, "BadRequest", e.Message);
            return null;
        }
    }

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = MediaTypeNames.Application.Json;
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        write(json);
        await json.FlushAsync(context.RequestAborted);
    }

    private static Task FailAsync(HttpContext context, int code, string reason, string message)
    {
        context.Response.StatusCode = code;
        return WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, "Status");
            json.WriteString("apiVersion"u8, "v1");
            json.WriteStartObject("metadata"u8);
            json.WriteEndObject();
            json.WriteString("status"u8, "Failure");
            json.WriteString("message"u8, message);
            json.WriteString("reason"u8, reason);
            json.WriteNumber("code"u8, code);
            json.WriteEndObject();
        });
    }
}
