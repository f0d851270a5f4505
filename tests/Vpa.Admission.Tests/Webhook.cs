using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Testing;
using Vpa.Admission.Http;
using Vpa.Admission.Metrics;
using Vpa.Admission.Ports;
using Vpa.Admission.Reviewing;
using Vpa.Domain.Admitting;
using Vpa.Testing;

namespace Vpa.Admission.Tests;

/// <summary>The webhook at its HTTP surface: bytes in, status and bytes out.</summary>
internal sealed class Webhook : IDisposable
{
    public Webhook(IAdmissionState state, PodAdmissionOptions? options = null, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var reviewer = new AdmissionReviewer(state, options ?? new(), Metrics, time, ReviewerLog);
        Endpoint = new(reviewer, Metrics, time, EndpointLog);
    }

    public AdmissionMetrics Metrics { get; } = new(new OwnMeters());

    public FakeLogger<AdmissionEndpoint> EndpointLog { get; } = new();

    public FakeLogger<AdmissionReviewer> ReviewerLog { get; } = new();

    public AdmissionEndpoint Endpoint { get; }

    /// <summary>Sends a body; answers status and body.</summary>
    public async Task<(int Status, string Body)> SendAsync(Stream body, string? contentType = "application/json", string method = "POST", string path = "/")
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Path = path;
        context.Request.ContentType = contentType;
        context.Request.Body = body;
        using var reply = new MemoryStream();
        context.Response.Body = reply;
        await Endpoint.HandleAsync(context);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(reply.ToArray()));
    }

    public Task<(int Status, string Body)> SendAsync(string body, string? contentType = "application/json", string method = "POST", string path = "/") =>
        SendAsync(new MemoryStream(Encoding.UTF8.GetBytes(body)), contentType, method, path);

    /// <summary>The response to a review.</summary>
    public async Task<JsonNode> RespondAsync(string review) => JsonNode.Parse((await SendAsync(review)).Body)!["response"]!;

    /// <summary>The patch for a pod given in JSON; null when there is none.</summary>
    public async Task<JsonArray?> PatchAsync(string pod)
    {
        var response = await RespondAsync(Review(pod));
        Assert.True((bool)response["allowed"]!);
        return response["patch"] is { } patch ? JsonNode.Parse(Convert.FromBase64String((string)patch!))!.AsArray() : null;
    }

    /// <summary>A review of the creation of a pod in namespace <c>default</c>.</summary>
    public static string Review(string pod, string resource = """{"group":"","version":"v1","resource":"pods"}""", string operation = "CREATE") => $$$"""
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"705ab4f5","kind":{"group":"","version":"v1","kind":"Pod"},
        "resource":{{{resource}}},"requestKind":{"group":"","version":"v1","kind":"Pod"},"namespace":"default","operation":"{{{operation}}}",
        "userInfo":{"username":"system:serviceaccount:kube-system:replicaset-controller"},"object":{{{pod}}},"oldObject":null,"dryRun":false,"options":{} } }
        """;

    /// <summary>A pod of Deployment <c>web</c> with the given containers.</summary>
    public static string WebPod(string containers) => $$$"""
        {"kind":"Pod","apiVersion":"v1","metadata":{"generateName":"web-","labels":{"app":"web"},"ownerReferences":
        [{"apiVersion":"apps/v1","kind":"Deployment","name":"web","uid":"u","controller":true}],"managedFields":[{"manager":"m","fieldsV1":{"f:x":{} } }]},
        "spec":{"initContainers":[{"name":"init","resources":{"requests":{"cpu":"1"} } }],"containers":{{{containers}}}},"status":{}}
        """;

    public void Dispose() => Metrics.Dispose();
}
