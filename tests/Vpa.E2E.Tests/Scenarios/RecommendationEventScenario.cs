using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Scenarios;

/// <summary>What a user of a VPA sees of the recommender: out-of-memory kills raise the recommendation, and events on the VPA tell what happened.</summary>
public abstract class RecommendationEventScenario
{
    private const string Namespace = "recommendation-events";
    private const string Killed = "killed";
    private const string Lost = "lost";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [SkippableFact]
    public async Task Describe_tells_of_the_first_recommendation_of_kills_and_of_an_unsupported_configuration()
    {
        var cluster = RequireCluster();
        var kubectl = await Installation.InstallAsync(cluster);
        await Installation.CreateNamespaceAsync(cluster, Namespace);
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, "recommendation-events")).FullName;
        using var api = new ApiClient(cluster, cluster.AdminToken);
        try
        {
            await using var nodes = await SimulatedNodes.StartAsync(cluster);
            await using var recommender = await StartAsync(cluster, folder);
            (await kubectl.ApplyAsync(Manifests)).Expected();
            await Polling.UntilAsync("all three events", Patience, async cancel =>
            {
                Assert.False(recommender.HasExited, recommender.Tail);
                var seen = (await EventsAsync(api, cancel)).Select(e => e.Reason).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
                return seen.SequenceEqual(["ConfigUnsupported", "RecommendationProvided", "RecommendationRaisedAfterOOM"], StringComparer.Ordinal)
                    ? null : $"seen: {string.Join(", ", seen)}\n{recommender.Tail}";
            });
            await AssertEventsAsync(api);
            await AssertDescribedAsync(kubectl);
            await recommender.AssertStopsCleanlyAsync();
        }
        finally
        {
            await kubectl.RunAsync("delete", "apiservice", "v1beta1.metrics.k8s.io", "--ignore-not-found");
            await kubectl.RunAsync("delete", "vpa,deployments", "--all", "-n", Namespace, "--wait=false");
        }
    }

    /// <summary>The cluster to run on; skips the test when there is none.</summary>
    private protected abstract ITestCluster RequireCluster();

    // It outgrows its limit 20 seconds after each start, long after the first recommendation.
    private static string Manifests => $$$$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{{{Killed}}}}, namespace: {{{{Namespace}}}}}
        spec:
          replicas: 1
          selector: {matchLabels: {app: {{{{Killed}}}}}}
          template:
            metadata:
              labels: {app: {{{{Killed}}}}}
              annotations:
                simulation.vpa/usage: '{"app":{"cpu":{"shape":"steady","level":"100m"},"memory":{"shape":"leak","base":"100Mi","perHour":"36000Mi","upTo":"600Mi"}}}'
            spec:
              containers:
                - name: app
                  image: registry.example/app:1
                  resources: {requests: {cpu: 100m, memory: 300Mi}, limits: {cpu: 200m, memory: 300Mi}}
        ---
        apiVersion: autoscaling.k8s.io/v1
        kind: VerticalPodAutoscaler
        metadata: {name: {{{{Killed}}}}, namespace: {{{{Namespace}}}}}
        spec:
          targetRef: {apiVersion: apps/v1, kind: Deployment, name: {{{{Killed}}}}}
          updatePolicy: {updateMode: "Off"}
        ---
        apiVersion: autoscaling.k8s.io/v1
        kind: VerticalPodAutoscaler
        metadata: {name: {{{{Lost}}}}, namespace: {{{{Namespace}}}}}
        spec:
          targetRef: {apiVersion: apps/v1, kind: Deployment, name: {{{{Lost}}}}}
        """;

    private static async Task<RoleProcess> StartAsync(ITestCluster cluster, string folder)
    {
        var token = await cluster.IssueServiceAccountTokenAsync("kube-system", "vpa-recommender");
        return RoleProcess.Start(
            "recommender", Kubeconfig.Write(cluster, "events-recommender", token), folder,
            $"--address=127.0.0.1:{LoopbackPorts.Free(1)[0]}", "--recommender-interval=1s", $"--history-path={Path.Combine(folder, "history")}", "--v=4");
    }

    private static async Task<List<(string Reason, string Vpa, string Type, int Count, string Message)>> EventsAsync(ApiClient api, CancellationToken cancel)
    {
        var events = (await api.GetAsync($"/api/v1/namespaces/{Namespace}/events", cancel))["items"]!.AsArray();
        return [.. events.Where(e => Text(e, "source", "component") == "vpa-recommender" && Text(e, "involvedObject", "kind") == "VerticalPodAutoscaler")
            .Select(e => (Text(e, "reason"), Text(e, "involvedObject", "name"), Text(e, "type"), e!["count"]!.GetValue<int>(), Text(e, "message")))];
    }

    private static string Text(JsonNode? node, params string[] path) => path.Aggregate(node, (n, name) => n?[name])?.GetValue<string>() ?? "";

    private static async Task AssertEventsAsync(ApiClient api)
    {
        var events = await EventsAsync(api, CancellationToken.None);
        Assert.Equal(
            ("RecommendationProvided", Killed, "Normal", 1, "There is a recommendation now, for: app."),
            Assert.Single(events, e => e.Reason == "RecommendationProvided"));
        Assert.Equal(
            ("ConfigUnsupported", Lost, "Warning", 1, $"Cannot read targetRef. Reason: Deployment {Namespace}/{Lost} does not exist"),
            Assert.Single(events, e => e.Reason == "ConfigUnsupported"));
        var (_, vpa, type, _, message) = events.First(e => e.Reason == "RecommendationRaisedAfterOOM");
        Assert.Equal((Killed, "Warning"), (vpa, type));
        Assert.Matches($"^Container app of pod {Killed}-[^ ]+ was killed for lack of memory; its memory target was raised from [^ ]+ to [^ ]+\\.$", message);
    }

    private static async Task AssertDescribedAsync(Kubectl kubectl)
    {
        var killed = (await kubectl.RunAsync("describe", "vpa", Killed, "-n", Namespace)).Expected();
        Assert.Matches(@"Normal +RecommendationProvided +\S.* vpa-recommender +There is a recommendation now, for: app\.", killed);
        Assert.Matches(@"Warning +RecommendationRaisedAfterOOM +\S.* vpa-recommender +Container app of pod", killed);
        var lost = (await kubectl.RunAsync("describe", "vpa", Lost, "-n", Namespace)).Expected();
        Assert.Matches(@"Warning +ConfigUnsupported +\S.* vpa-recommender +Cannot read targetRef", lost);

        // D28: empty cells for what is not there.
        var row = (await kubectl.RunAsync("get", "vpa", Lost, "-n", Namespace, "--no-headers")).Expected();
        Assert.Matches($@"^{Lost} +False +\S+\s*$", row);
    }
}
