using Microsoft.AspNetCore.Http;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>Groups that another server answers.</summary>
public sealed class AggregationTests : SimulatedServerTests
{
    private const string Services = "/apis/apiregistration.k8s.io/v1/apiservices";

    [Fact]
    public async Task An_api_service_hands_its_group_to_its_server()
    {
        await using var metrics = await LoopbackHttpsServer.StartAsync(
            http => http.Response.WriteAsync(
                $$"""{"kind":"Seen","path":"{{http.Request.Path}}{{http.Request.QueryString}}","user":"{{http.Request.Headers["X-Remote-User"]}}"}"""),
            "metrics.kube-system.svc");
        await RegisterAsync(metrics, $"\"caBundle\":\"{metrics.CaBundle}\"");
        var seen = (await Client.GetAsync("/apis/metrics.k8s.io/v1beta1/pods?limit=1")).Expect(200);
        Assert.Equal("/apis/metrics.k8s.io/v1beta1/pods?limit=1", seen.Field("path"));
        Assert.Equal("kubernetes-admin", seen.Field("user"));
        Assert.Contains("metrics.k8s.io", (await Client.GetAsync("/apis")).Text, StringComparison.Ordinal);
        Assert.Equal("v1beta1", (await Client.GetAsync("/apis/metrics.k8s.io")).Expect(200).Field("preferredVersion.version"));
        await UntilAsync(
            async () => (await Client.GetAsync(Services + "/v1beta1.metrics.k8s.io")).Field("status.conditions.0.status") == "True",
            "the APIService to be available");
        using var unprivileged = ClientOf(Server.IssueToken("someone"));
        (await unprivileged.GetAsync("/apis/metrics.k8s.io/v1beta1/pods")).ExpectStatus(403, "Forbidden");
    }

    [Fact]
    public async Task A_server_that_is_not_trusted_is_not_asked()
    {
        var asked = false;
        await using var metrics = await LoopbackHttpsServer.StartAsync(
            http =>
            {
                asked = true;
                return Task.CompletedTask;
            },
            "another.kube-system.svc");
        await RegisterAsync(metrics, $"\"caBundle\":\"{metrics.CaBundle}\"");
        (await Client.GetAsync("/apis/metrics.k8s.io/v1beta1/pods")).ExpectStatus(503, "ServiceUnavailable");
        Assert.False(asked);
    }

    [Fact]
    public async Task Verification_can_be_turned_off()
    {
        await using var metrics = await LoopbackHttpsServer.StartAsync(http => http.Response.WriteAsync("""{"kind":"Seen"}"""));
        await RegisterAsync(metrics, "\"insecureSkipTLSVerify\":true");
        (await Client.GetAsync("/apis/metrics.k8s.io/v1beta1/pods")).Expect(200);
    }

    private async Task RegisterAsync(LoopbackHttpsServer server, string trust)
    {
        (await Client.PostAsync("/api/v1/namespaces/kube-system/services", Manifests.Parse(
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"metrics"},"spec":{"type":"ExternalName","externalName":"localhost"}}"""))).Expect(201);
        (await Client.PostAsync(Services, Manifests.Parse(
            $$$"""
            {"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService","metadata":{"name":"v1beta1.metrics.k8s.io"},
             "spec":{"group":"metrics.k8s.io","version":"v1beta1","groupPriorityMinimum":100,"versionPriority":100,{{{trust}}},
              "service":{"namespace":"kube-system","name":"metrics","port":{{{server.Port}}} } } }
            """))).Expect(201);
    }
}
