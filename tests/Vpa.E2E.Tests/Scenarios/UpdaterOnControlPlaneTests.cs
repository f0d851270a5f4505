using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;
using Vpa.Simulation.Connection;
using Vpa.Simulation.Nodes;

namespace Vpa.E2E.Tests.Scenarios;

/// <summary>The updater alone, as a process with the rights it is installed with, on a real API server and its controllers.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class UpdaterOnControlPlaneTests(ControlPlaneFixture controlPlane)
{
    private const string NotAlive = "AdmissionControllerNotAlive";
    private const string Namespace = "updater-alone";
    private const string LeasePath = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
    private const string Guarded = "guarded";
    private const int Replicas = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Workloads by name: the owner's kind, its API version and what its specification says besides selector and template.</summary>
    private static readonly Dictionary<string, (string Kind, string ApiVersion, string Spec)> Workloads = new(StringComparer.Ordinal)
    {
        ["deployment"] = ("Deployment", "apps/v1", "replicas: 2"),
        ["replicaset"] = ("ReplicaSet", "apps/v1", "replicas: 2"),
        ["statefulset"] = ("StatefulSet", "apps/v1", "replicas: 2, serviceName: none, podManagementPolicy: Parallel"),
        ["controller"] = ("ReplicationController", "v1", "replicas: 2"),
        ["job"] = ("Job", "batch/v1", "parallelism: 2, completions: 2, backoffLimit: 100"),
        [Guarded] = ("Deployment", "apps/v1", "replicas: 2"),
    };

    [SkippableFact]
    public async Task It_evicts_under_every_kind_of_owner_within_both_budgets_and_only_with_a_live_lease()
    {
        var cluster = controlPlane.Require();
        var earlier = cluster.ComponentRequests.Count;
        var kubectl = await Installation.InstallAsync(cluster);
        await Installation.CreateNamespaceAsync(cluster, Namespace);
        using var api = new ApiClient(cluster, cluster.AdminToken);
        using var stop = new CancellationTokenSource();
        using var connection = ApiConnection.WithToken(cluster.Address, cluster.CaPem, cluster.AdminToken);
        var nodes = new Kubelet(connection, new KubeletOptions { Seed = 11 }, NullLogger<Kubelet>.Instance).RunAsync(stop.Token);
        try
        {
            (await kubectl.ApplyAsync(string.Join("\n---\n", Workloads.Keys.Select(Manifest).Append(Budget)))).Expected();
            var first = await UntilRunningAsync(api);
            await api.SendAsync(HttpMethod.Delete, $"{LeasePath}/vpa-admission-controller", null);
            await PlayAsync(cluster, api, first);
            Assert.DoesNotContain(cluster.ComponentRequests.Skip(earlier), r => r.WasDenied && r.User.EndsWith(":vpa-updater", StringComparison.Ordinal));
        }
        finally
        {
            await api.SendAsync(HttpMethod.Delete, $"{LeasePath}/vpa-admission-controller", null);
            (await kubectl.RunAsync("delete", "namespace", Namespace, "--wait=false")).Expected();
            await stop.CancelAsync();
            await nodes;
        }
    }

    private static async Task PlayAsync(RealCluster cluster, ApiClient api, Dictionary<string, HashSet<string>> first)
    {
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, "updater-alone")).FullName;
        var token = await cluster.IssueServiceAccountTokenAsync("kube-system", "vpa-updater");
        var port = LoopbackPorts.Free(1)[0];
        var earlier = (await EventsAsync(api, "kube-system", NotAlive, default)).Select(Workload.Uid).ToHashSet(StringComparer.Ordinal); // of other tests' updaters
        await using var updater = RoleProcess.Start(
            "updater", Kubeconfig.Write(folder, "vpa-updater", cluster.Address, cluster.CaPem, token), folder,
            $"--address=127.0.0.1:{port}", "--updater-interval=2s", "--leader-elect");

        await Polling.UntilAsync("several runs to be skipped, in one event", Patience, async cancel =>
        {
            var events = (await EventsAsync(api, "kube-system", NotAlive, cancel)).FindAll(e => !earlier.Contains(Workload.Uid(e)));
            return events.Count == 1 && events[0]["count"]!.GetValue<int>() >= 3 ? null : $"{events.Count} events\n{updater.Tail}";
        });
        foreach (var (name, uids) in await LivePodsAsync(api, default))
        {
            Assert.True(uids.Keys.Order(StringComparer.Ordinal).SequenceEqual(first[name].Order(StringComparer.Ordinal)), $"{name} was touched without a live lease.");
        }

        await api.PostAsync(LeasePath, JsonNode.Parse("""
            {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"vpa-admission-controller"},"spec":{"renewTime":"2099-01-01T00:00:00.000000Z"}}
            """)!);
        await Polling.UntilAsync("pods under every other owner to be evicted", Patience, async cancel =>
        {
            var live = await LivePodsAsync(api, cancel);
            AssertWithinBudgets(live, first);
            var waiting = Workloads.Keys.Where(w => w != Guarded && first[w].All(u => live[w].ContainsKey(u))).ToList();
            return waiting.Count == 0 ? null : $"none of {string.Join(", ", waiting)} yet\n{updater.Tail}";
        });
        await AssertRefusalIsCountedAsync(port);
        await Polling.UntilAsync("the events of the evictions", Patience, async cancel =>
            (await EventsAsync(api, Namespace, "EvictedByVPA", cancel)).Count > 0 && (await EventsAsync(api, Namespace, "EvictedPod", cancel)).Count > 0 ? null : "not there");
        await updater.AssertStopsCleanlyAsync();
    }

    // Of two replicas one may be down (U38); of the guarded ones none (U113).
    private static void AssertWithinBudgets(Dictionary<string, Dictionary<string, string>> live, Dictionary<string, HashSet<string>> first)
    {
        foreach (var (name, pods) in live)
        {
            Assert.True(pods.ContainsValue("Running"), $"No pod of {name} runs.");
        }

        Assert.True(first[Guarded].SetEquals(live[Guarded].Keys), "A pod was evicted against its PodDisruptionBudget.");
    }

    private static async Task AssertRefusalIsCountedAsync(int port)
    {
        using var http = new HttpClient();
        await Polling.UntilAsync("the refused evictions in the metrics", Patience, async cancel =>
        {
            var text = await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), cancel);
            return text.Split('\n').Any(l => l.StartsWith("vpa_updater_failed_eviction_attempts_total{", StringComparison.Ordinal)
                && l.Contains("reason=\"EvictionError\"", StringComparison.Ordinal) && l.Contains($"vpa_name=\"{Guarded}\"", StringComparison.Ordinal)) ? null : text;
        });
    }

    private static async Task<List<JsonNode>> EventsAsync(ApiClient api, string ns, string reason, CancellationToken cancel)
    {
        var list = await api.GetAsync($"/api/v1/namespaces/{ns}/events?fieldSelector=reason%3D{reason},source%3Dvpa-updater", cancel);
        return [.. list["items"]!.AsArray().Select(e => e!)];
    }

    /// <summary>The phases of the pods that are not being deleted, by UID, for each workload.</summary>
    private static async Task<Dictionary<string, Dictionary<string, string>>> LivePodsAsync(ApiClient api, CancellationToken cancel)
    {
        var list = await api.GetAsync($"/api/v1/namespaces/{Namespace}/pods", cancel);
        var live = Workloads.Keys.ToDictionary(w => w, _ => new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var pod in list["items"]!.AsArray().Where(p => p!["metadata"]!["deletionTimestamp"] is null))
        {
            live[pod!["metadata"]!["labels"]!["app"]!.GetValue<string>()].Add(Workload.Uid(pod), pod["status"]!["phase"]!.GetValue<string>());
        }

        return live;
    }

    private static async Task<Dictionary<string, HashSet<string>>> UntilRunningAsync(ApiClient api)
    {
        var first = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        await Polling.UntilAsync("all pods to run", Patience, async cancel =>
        {
            var live = await LivePodsAsync(api, cancel);
            first = live.ToDictionary(w => w.Key, w => w.Value.Keys.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
            var behind = live.Where(w => w.Value.Count != Replicas || w.Value.Values.Any(p => p != "Running")).Select(w => w.Key).ToList();
            return behind.Count == 0 ? null : string.Join(", ", behind);
        });
        foreach (var name in Workloads.Keys)
        {
            var (code, body) = await api.SendAsync(HttpMethod.Patch, $"/apis/autoscaling.k8s.io/v1/namespaces/{Namespace}/verticalpodautoscalers/{name}/status", """
                {"status":{"recommendation":{"containerRecommendations":[{"containerName":"app","target":{"cpu":"500m"},"lowerBound":{"cpu":"400m"},"upperBound":{"cpu":"600m"}}]}}}
                """);
            Assert.True((int)code == 200, body);
        }

        return first;
    }

    private static string Manifest(string name)
    {
        var (kind, apiVersion, spec) = Workloads[name];
        var selector = kind switch { "Job" => "", "ReplicationController" => $", selector: {{app: {name}}}", _ => $", selector: {{matchLabels: {{app: {name}}}}}" };
        var restart = kind == "Job" ? "restartPolicy: Never, " : "";
        return $$"""
            apiVersion: {{apiVersion}}
            kind: {{kind}}
            metadata: {name: {{name}}, namespace: {{Namespace}}}
            spec: { {{spec}}{{selector}}, template: {metadata: {labels: {app: {{name}} } }, spec: { {{restart}}containers: [{name: app, image: "app:1", resources: {requests: {cpu: 100m} } }]} } }
            ---
            apiVersion: autoscaling.k8s.io/v1
            kind: VerticalPodAutoscaler
            metadata: {name: {{name}}, namespace: {{Namespace}}}
            spec: {targetRef: {apiVersion: {{apiVersion}}, kind: {{kind}}, name: {{name}} }, updatePolicy: {updateMode: Recreate} }
            """;
    }

    private string Budget => $$"""
        apiVersion: {{(controlPlane.Require().Facts.HasPolicyV1 ? "policy/v1" : "policy/v1beta1")}}
        kind: PodDisruptionBudget
        metadata: {name: {{Guarded}}, namespace: {{Namespace}}}
        spec: {minAvailable: 2, selector: {matchLabels: {app: {{Guarded}} } } }
        """;
}
