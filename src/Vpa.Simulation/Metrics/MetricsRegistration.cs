using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using k8s.Autorest;
using Vpa.Simulation.Connection;

namespace Vpa.Simulation.Metrics;

/// <summary>Hooks the metrics API into an API server's aggregation layer: a Service that points to loopback, and an APIService.</summary>
internal sealed class MetricsRegistration(ObjectClient objects)
{
    public const string Namespace = "kube-system";
    public const string Service = "metrics-server";

    /// <summary>The name that the API server expects in the certificate, wherever the Service leads.</summary>
    public const string HostName = $"{Service}.{Namespace}.svc";

    /// <summary>The API group of pod and node metrics.</summary>
    public const string Metrics = "metrics.k8s.io";

    /// <summary>Creates what is missing and brings the rest up to date.</summary>
    public async Task RegisterAsync(IEnumerable<string> groups, int port, string caCertificatePem, CancellationToken ct)
    {
        await EnsureAsync("/api/v1/namespaces", Namespace, "v1", "Namespace", ns: null, spec: null, ct);
        await EnsureAsync($"/api/v1/namespaces/{Namespace}/services", Service, "v1", "Service", Namespace, ServiceSpec(port), ct);
        foreach (var group in groups)
        {
            await EnsureAsync(
                "/apis/apiregistration.k8s.io/v1/apiservices",
                $"v1beta1.{group}",
                "apiregistration.k8s.io/v1",
                "APIService",
                ns: null,
                ApiServiceSpec(group, port, caCertificatePem),
                ct);
        }
    }

    private static JsonObject ServiceSpec(int port) => new()
    {
        ["type"] = "ExternalName",
        ["externalName"] = "localhost",
        ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = port, ["protocol"] = "TCP", ["targetPort"] = port }),
    };

    private static JsonObject ApiServiceSpec(string group, int port, string caCertificatePem) => new()
    {
        ["group"] = group,
        ["version"] = "v1beta1",
        ["service"] = new JsonObject { ["namespace"] = Namespace, ["name"] = Service, ["port"] = port },
        ["caBundle"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(caCertificatePem)),
        ["insecureSkipTLSVerify"] = false,
        ["groupPriorityMinimum"] = 100,
        ["versionPriority"] = 100,
    };

    private async Task EnsureAsync(
        string collection, string name, string apiVersion, string kind, string? ns, JsonObject? spec, CancellationToken ct)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (ns is not null)
        {
            metadata["namespace"] = ns;
        }

        var body = new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = metadata };
        if (spec is not null)
        {
            body["spec"] = spec.DeepClone();
        }

        try
        {
            await objects.CreateAsync(collection, body, ct);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict)
        {
            if (spec is not null)
            {
                await objects.MergePatchAsync($"{collection}/{name}", new JsonObject { ["spec"] = spec.DeepClone() }, ct);
            }
        }
    }
}
