using System.Net;
using Microsoft.Extensions.Logging.Testing;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Discovery;
using Vpa.Kubernetes.Updating;
using Vpa.Testing.Updating;
using Vpa.Updater.Ports;

namespace Vpa.Kubernetes.Tests.Updating;

public sealed class PodEvictorTests
{
    private const string EvictionPath = "POST /api/v1/namespaces/shop/pods/web-1/eviction";

    private static string Core(string version) => $$"""
        {"kind":"APIResourceList","groupVersion":"v1","resources":[
          {"name":"pods","namespaced":true,"kind":"Pod"},
          {"name":"pods/eviction","namespaced":true,"kind":"Eviction","group":"policy","version":"{{version}}"}]}
        """;

    private static string Status(int code, string reason) => $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"{{reason}}","code":{{code}},"message":"no"}""";

    private static async Task<(EvictionOutcome Outcome, ScriptedApiServer Server)> EvictAsync(
        Pod pod, (HttpStatusCode, string)? answer, string policyVersion = "v1")
    {
        var server = new ScriptedApiServer(request => request == EvictionPath ? answer : (HttpStatusCode.OK, Core(policyVersion)));
        using var api = server.Connect();
        var evictor = new PodEvictor(api, new ApiDiscovery(api, TimeProvider.System), new FakeLogger<PodEvictor>());
        return (await evictor.EvictAsync(pod, CancellationToken.None), server);
    }

    private static Pod ThePod(PodPhase phase = PodPhase.Running) => AControlledPod.Named("web-1").WithUid("u-1").In(phase).Build() with { ResourceVersion = "77" };

    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public async Task The_eviction_is_of_the_version_served_and_bound_to_the_pods_uid(string version) // U111
    {
        var (outcome, server) = await EvictAsync(ThePod(), (HttpStatusCode.Created, "{}"), version);

        Assert.Equal(EvictionOutcome.Evicted, outcome);
        Assert.Equal(
            $$$$"""{"apiVersion":"policy/{{{{version}}}}","kind":"Eviction","metadata":{"name":"web-1","namespace":"shop"},"deleteOptions":{"preconditions":{"uid":"u-1"}}}""",
            server.Requests[^1].Body);
    }

    [Fact]
    public async Task A_pod_that_does_not_run_yet_must_not_have_changed()
    {
        var (_, server) = await EvictAsync(ThePod(PodPhase.Pending), (HttpStatusCode.Created, "{}"));

        Assert.Contains("""{"uid":"u-1","resourceVersion":"77"}""", server.Requests[^1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "TooManyRequests", EvictionOutcome.BlockedByDisruptionBudget)]
    [InlineData(404, "NotFound", EvictionOutcome.Gone)]
    [InlineData(409, "Conflict", EvictionOutcome.Gone)]
    [InlineData(403, "Forbidden", EvictionOutcome.Failed)]
    [InlineData(500, "InternalError", EvictionOutcome.Failed)]
    [InlineData(503, "ServiceUnavailable", EvictionOutcome.Failed)]
    [InlineData(504, "Timeout", EvictionOutcome.Unanswered)]
    public async Task U113_answers_and_what_they_mean(int code, string reason, EvictionOutcome expected) =>
        Assert.Equal(expected, (await EvictAsync(ThePod(), ((HttpStatusCode)code, Status(code, reason)))).Outcome);

    [Fact]
    public async Task A_server_that_sheds_load_is_not_a_disruption_budget() =>
        Assert.Equal(EvictionOutcome.Failed, (await EvictAsync(ThePod(), (HttpStatusCode.TooManyRequests, "Too many requests, please try again later."))).Outcome);

    [Fact]
    public async Task A_broken_connection_leaves_it_open_whether_the_pod_is_gone_and_nothing_is_sent_twice()
    {
        var (outcome, server) = await EvictAsync(ThePod(), null);

        Assert.Equal(EvictionOutcome.Unanswered, outcome);
        Assert.Single(server.Requests, r => r.Request == EvictionPath);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_the_subresource_or_an_answer_about_it_nothing_is_sent(bool answers)
    {
        var server = new ScriptedApiServer(_ => answers ? (HttpStatusCode.OK, """{"resources":[{"name":"pods","kind":"Pod"}]}""") : null);
        using var api = server.Connect();
        var evictor = new PodEvictor(api, new ApiDiscovery(api, TimeProvider.System), new FakeLogger<PodEvictor>());

        Assert.Equal(EvictionOutcome.Failed, await evictor.EvictAsync(ThePod(), CancellationToken.None));
        Assert.All(server.Requests, r => Assert.StartsWith("GET ", r.Request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_a_simulated_cluster_the_pod_is_gone_its_successor_is_spared_and_a_disruption_budget_holds()
    {
        await using var cluster = await SimulatedCluster.StartAsync();
        var evictor = new PodEvictor(cluster.Api, new ApiDiscovery(cluster.Api, TimeProvider.System), new FakeLogger<PodEvictor>());
        var first = await CreateAsync(cluster, "a");
        Assert.Equal(EvictionOutcome.Evicted, await evictor.EvictAsync(first, CancellationToken.None));
        Assert.Equal(EvictionOutcome.Gone, await evictor.EvictAsync(first, CancellationToken.None));

        var successor = await CreateAsync(cluster, "a");
        Assert.NotEqual(first.Uid, successor.Uid);
        Assert.Equal(EvictionOutcome.Gone, await evictor.EvictAsync(first, CancellationToken.None));

        await cluster.CreateAsync(
            "apis/policy/v1/namespaces/default/poddisruptionbudgets",
            """{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"all"},"spec":{"maxUnavailable":0,"selector":{"matchLabels":{"app":"web"}}}}""");
        Assert.Equal(EvictionOutcome.BlockedByDisruptionBudget, await evictor.EvictAsync(successor, CancellationToken.None));
    }

    private static async Task<Pod> CreateAsync(SimulatedCluster cluster, string name)
    {
        await cluster.CreateAsync(
            "api/v1/namespaces/default/pods",
            $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","labels":{"app":"web"}},"spec":{"containers":[{"name":"app","image":"x"}],"terminationGracePeriodSeconds":0}}""");
        await cluster.PatchAsync(
            $"api/v1/namespaces/default/pods/{name}/status", """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""");
        var json = await cluster.GetAsync($"api/v1/namespaces/default/pods/{name}");
        return AControlledPod.Named(name).In("default").WithUid(json["metadata"]!["uid"]!.GetValue<string>()).Build();
    }
}
