using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>Mutating webhooks called over HTTPS.</summary>
public sealed class WebhookTests : SimulatedServerTests
{
    private const string HostName = "hook.default.svc";
    private readonly List<JsonObject> _reviews = [];

    [Fact]
    public async Task A_patch_changes_the_pod_and_a_warning_reaches_the_client()
    {
        await using var hook = await LoopbackHttpsServer.StartAsync(Answer(request => Allowed(
            request, """[{"op":"add","path":"/spec/containers/0/resources/requests","value":{"cpu":"250m"}}]""", "be careful")));
        await RegisterAsync(hook, $"\"url\":\"https://localhost:{hook.Port}/mutate\"");
        var pod = (await Client.PostAsync(Default + "/pods", Manifests.Pod("p"))).Expect(201);
        Assert.Equal("250m", pod.Field("spec.containers.0.resources.requests.cpu"));
        Assert.Equal("Burstable", pod.Field("status.qosClass"));
        Assert.Contains("be careful", pod.Warnings, StringComparison.Ordinal);
        var review = Assert.Single(_reviews);
        Assert.Equal("CREATE", ApiAnswer.Field(review, "request.operation"));
        Assert.Equal("pods", ApiAnswer.Field(review, "request.resource.resource"));
        Assert.Equal("default", ApiAnswer.Field(review, "request.namespace"));
        Assert.Equal("kubernetes-admin", ApiAnswer.Field(review, "request.userInfo.username"));
        Assert.Equal("false", ApiAnswer.Field(review, "request.dryRun"));
    }

    [Fact]
    public async Task A_service_leads_to_the_webhook_under_its_own_name()
    {
        await using var hook = await LoopbackHttpsServer.StartAsync(
            Answer(request => Allowed(request, """[{"op":"add","path":"/metadata/labels/x","value":"y"}]""")), HostName);
        (await Client.PostAsync(Default + "/services", Manifests.Parse(
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"hook"},"spec":{"type":"ExternalName","externalName":"localhost"}}"""))).Expect(201);
        await RegisterAsync(hook, $$$"""
            "service":{"namespace":"default","name":"hook","port":{{{hook.Port}}},"path":"/mutate"}
            """);
        Assert.Equal("y", (await Client.PostAsync(Default + "/pods", Manifests.Pod("p"))).Expect(201).Field("metadata.labels.x"));
    }

    [Theory]
    [InlineData("Fail", 500)]
    [InlineData("Ignore", 201)]
    public async Task A_webhook_whose_certificate_names_another_host_is_not_trusted(string policy, int expected)
    {
        await using var hook = await LoopbackHttpsServer.StartAsync(Answer(request => Allowed(request, "[]")), "other.default.svc");
        (await Client.PostAsync(Default + "/services", Manifests.Parse(
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"hook"},"spec":{"type":"ExternalName","externalName":"localhost"}}"""))).Expect(201);
        await RegisterAsync(hook, $$$"""
            "service":{"namespace":"default","name":"hook","port":{{{hook.Port}}},"path":"/mutate"}
            """, policy);
        (await Client.PostAsync(Default + "/pods", Manifests.Pod("p"))).Expect(expected);
        Assert.Empty(_reviews);
    }

    [Theory]
    [InlineData("Fail", 500)]
    [InlineData("Ignore", 201)]
    public async Task An_answer_for_another_request_counts_as_a_failure(string policy, int expected)
    {
        await using var hook = await LoopbackHttpsServer.StartAsync(Answer(request =>
        {
            var response = Allowed(request, """[{"op":"remove","path":"/spec"}]""");
            response["uid"] = "another";
            return response;
        }));
        await RegisterAsync(hook, $"\"url\":\"https://localhost:{hook.Port}/mutate\"", policy);
        (await Client.PostAsync(Default + "/pods", Manifests.Pod("p"))).Expect(expected);
    }

    [Fact]
    public async Task A_denial_is_passed_on()
    {
        await using var hook = await LoopbackHttpsServer.StartAsync(Answer(request => new JsonObject
        {
            ["uid"] = ApiAnswer.Field(request, "uid"),
            ["allowed"] = false,
            ["status"] = new JsonObject { ["message"] = "no such size", ["code"] = 400 },
        }));
        await RegisterAsync(hook, $"\"url\":\"https://localhost:{hook.Port}/mutate\"", "Ignore");
        var denied = (await Client.PostAsync(Default + "/pods", Manifests.Pod("p"))).Expect(400);
        Assert.Contains("admission webhook \"hook.example.com\" denied the request: no such size", denied.Field("message"), StringComparison.Ordinal);
        (await Client.GetAsync(Default + "/pods/p")).Expect(404);
    }

    [Fact]
    public async Task A_slow_webhook_is_given_up_after_its_time_out()
    {
        await using var hook = await LoopbackHttpsServer.StartAsync(http => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted));
        await RegisterAsync(hook, $"\"url\":\"https://localhost:{hook.Port}/mutate\"", "Ignore", "\"timeoutSeconds\":1,");
        (await Client.PostAsync(Default + "/pods", Manifests.Pod("p"))).Expect(201);
    }

    [Fact]
    public async Task Selectors_and_rules_decide_who_is_asked()
    {
        await using var hook = await LoopbackHttpsServer.StartAsync(Answer(request => Allowed(request, "[]")));
        await RegisterAsync(
            hook, $"\"url\":\"https://localhost:{hook.Port}/mutate\"", "Fail",
            """
            "objectSelector":{"matchLabels":{"vpa":"yes"}},"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"default"}},
            """);
        (await Client.PostAsync(Default + "/pods", Manifests.Pod("a"))).Expect(201);
        (await Client.PostAsync("/api/v1/namespaces/kube-system/pods", Manifests.Pod("b", labels: """{"vpa":"yes"}"""))).Expect(201);
        await CreateMapAsync("c", """{"vpa":"yes"}""");
        Assert.Empty(_reviews);
        (await Client.PostAsync(Default + "/pods", Manifests.Pod("d", labels: """{"vpa":"yes"}"""))).Expect(201);
        (await Client.PatchAsync(Default + "/pods/d", "merge-patch", """{"metadata":{"labels":{"x":"y"}}}""")).Expect(200);
        Assert.Single(_reviews);
    }

    private static JsonObject Allowed(JsonObject request, string patch, string? warning = null)
    {
        var response = new JsonObject
        {
            ["uid"] = ApiAnswer.Field(request, "uid"),
            ["allowed"] = true,
            ["patchType"] = "JSONPatch",
            ["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch)),
        };
        if (warning is not null)
        {
            response["warnings"] = new JsonArray(warning);
        }

        return response;
    }

    private RequestDelegate Answer(Func<JsonObject, JsonObject> respond) => async http =>
    {
        var review = (JsonObject)(await JsonNode.ParseAsync(http.Request.Body))!;
        _reviews.Add(review);
        await http.Response.WriteAsync(new JsonObject
        {
            ["apiVersion"] = "admission.k8s.io/v1",
            ["kind"] = "AdmissionReview",
            ["response"] = respond((JsonObject)review["request"]!),
        }.ToJsonString());
    };

    private async Task RegisterAsync(LoopbackHttpsServer hook, string target, string policy = "Fail", string more = "") => (await Client.PostAsync(
        "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
        Manifests.Parse(
            $$$"""
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration","metadata":{"name":"hook"},
             "webhooks":[{"name":"hook.example.com",{{{more}}}"failurePolicy":"{{{policy}}}","sideEffects":"None","admissionReviewVersions":["v1"],
              "clientConfig":{ {{{target}}},"caBundle":"{{{hook.CaBundle}}}"},
              "rules":[{"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"],"operations":["CREATE"]}]}]}
            """))).Expect(201);
}
