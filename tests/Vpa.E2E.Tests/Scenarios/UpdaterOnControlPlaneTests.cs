using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;
using Vpa.Simulation.Connection;
using Vpa.Simulation.Nodes;

namespace Vpa.E2E.Tests.Scenarios;

/// <summary>The updater alone, as processes with the rights it is installed with, on a real API server and its controllers.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class UpdaterOnControlPlaneTests(ControlPlaneFixture controlPlane)
{
    private const string NotAlive = "AdmissionControllerNotAlive";
    private const string LeasePath = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private int[] Ports { get; } = LoopbackPorts.Free(2);

    [SkippableFact]
    public async Task It_evicts_under_every_kind_of_owner_within_both_budgets_and_only_with_both_leases()
    {
        var cluster = controlPlane.Require();
        var earlier = cluster.ComponentRequests.Count;
        var kubectl = await Installation.InstallAsync(cluster);
        await Installation.CreateNamespaceAsync(cluster, EvictableWorkload.Namespace);
        using var api = new ApiClient(cluster, cluster.AdminToken);
        using var stop = new CancellationTokenSource();
        using var connection = ApiConnection.WithToken(cluster.Address, cluster.CaPem, cluster.AdminToken);
        var nodes = new Kubelet(connection, new KubeletOptions { Seed = 11 }, NullLogger<Kubelet>.Instance).RunAsync(stop.Token);
        try
        {
            await ApplyAsync(kubectl, api);
            var first = await UntilRunningAsync(api);
            await api.SendAsync(HttpMethod.Delete, $"{LeasePath}/vpa-admission-controller", null);
            await PlayAsync(cluster, api, first);
            Assert.DoesNotContain(cluster.ComponentRequests.Skip(earlier), r => r.WasDenied && r.User.EndsWith(":vpa-updater", StringComparison.Ordinal));
        }
        finally
        {
            await api.SendAsync(HttpMethod.Delete, $"{LeasePath}/vpa-admission-controller", null);
            (await kubectl.RunAsync("delete", "namespace", EvictableWorkload.Namespace, "--wait=false")).Expected();
            await stop.CancelAsync();
            await nodes;
        }
    }

    private async Task ApplyAsync(Kubectl kubectl, ApiClient api)
    {
        (await kubectl.ApplyAsync(EvictableWorkload.CustomDefinition)).Expected();
        await Polling.UntilAsync("Rollouts to be served", Patience, async cancel =>
            await api.FindAsync("/apis/example.com/v1/rollouts", cancel) is null ? "they are not" : null);
        (await kubectl.ApplyAsync(Documents(EvictableWorkload.All.SelectMany(w => new[] { w.Manifest, w.VpaManifest }).Append(Budget)))).Expected();
        var replicaSet = EvictableWorkload.ReplicaSetOf(Workload.Uid(await api.GetAsync(EvictableWorkload.Rollout.CustomPath)));
        var pods = EvictableWorkload.PodsOf(Workload.Uid(await api.GetAsync(EvictableWorkload.Custom.CustomPath)));
        (await kubectl.ApplyAsync(Documents(pods.Append(replicaSet)))).Expected();
    }

    private static string Documents(IEnumerable<string> manifests) => string.Join("\n---\n", manifests);

    private async Task PlayAsync(RealCluster cluster, ApiClient api, Dictionary<string, HashSet<string>> first)
    {
        var earlier = (await EventsAsync(api, "kube-system", NotAlive, default)).Select(Workload.Uid).ToHashSet(StringComparer.Ordinal); // of other tests' updaters
        await using var leader = await StartAsync(cluster, 0);
        await Polling.UntilAsync("several runs to be skipped, in one event", Patience, async cancel =>
        {
            var events = (await EventsAsync(api, "kube-system", NotAlive, cancel)).FindAll(e => !earlier.Contains(Workload.Uid(e)));
            return events.Count == 1 && events[0]["count"]!.GetValue<int>() >= 3 ? null : $"{events.Count} events\n{leader.Tail}";
        });
        await using var standby = await StartAsync(cluster, 1);
        await Polling.UntilAsync("the second updater to be up", Patience, async cancel =>
            (await MetricsAsync(1, cancel)).Count > 0 ? null : standby.Tail);
        foreach (var (name, uids) in await LivePodsAsync(api, default))
        {
            Assert.True(uids.Keys.Order(StringComparer.Ordinal).SequenceEqual(first[name].Order(StringComparer.Ordinal)), $"{name} was touched without a live lease.");
        }

        await api.PostAsync(LeasePath, JsonNode.Parse("""
            {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"vpa-admission-controller"},"spec":{"renewTime":"2099-01-01T00:00:00.000000Z"}}
            """)!);
        await UntilEvictedAsync(api, first, leader);
        await AssertRefusalsAreCountedAsync(leader);
        await Polling.UntilAsync("the events of the evictions", Patience, async cancel =>
            (await EventsAsync(api, EvictableWorkload.Namespace, "EvictedByVPA", cancel)).Count > 0
            && (await EventsAsync(api, EvictableWorkload.Namespace, "EvictedPod", cancel)).Count > 0 ? null : "not there");
        await AssertOnlyTheLeaderActsAsync(leader, standby);
    }

    private async Task<RoleProcess> StartAsync(RealCluster cluster, int replica)
    {
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, $"updater-alone-{replica}")).FullName;
        var token = await cluster.IssueServiceAccountTokenAsync("kube-system", "vpa-updater");
        return RoleProcess.Start(
            "updater", Kubeconfig.Write(folder, "vpa-updater", cluster.Address, cluster.CaPem, token), folder,
            $"--address=127.0.0.1:{Ports[replica]}", "--updater-interval=2s", "--feature-gates=InPlace=true",
            "--leader-elect", "--leader-elect-lease-duration=120s", "--leader-elect-renew-deadline=100s"); // so that no slow machine loses it
    }

    private Task UntilEvictedAsync(ApiClient api, Dictionary<string, HashSet<string>> first, RoleProcess updater)
    {
        // Where pods are resized in place, nobody need be evicted for it.
        HashSet<EvictableWorkload> spared = [EvictableWorkload.Guarded, EvictableWorkload.ResizedOnly];
        if (controlPlane.Require().Facts.HasPodResize)
        {
            spared.Add(EvictableWorkload.ResizedOrEvicted);
        }

        return Polling.UntilAsync("pods under every other owner to be evicted", Patience, async cancel =>
        {
            var live = await LivePodsAsync(api, cancel);
            AssertWithinBudgets(live, first);
            var waiting = EvictableWorkload.All.Except(spared).Select(w => w.Name).Where(w => first[w].All(u => live[w].ContainsKey(u))).ToList();
            return waiting.Count == 0 ? null : $"none of {string.Join(", ", waiting)} yet\n{updater.Tail}";
        });
    }

    // Of two replicas one may be down (U38); of the guarded ones none (U113), and in mode InPlace nobody is evicted (U114).
    private static void AssertWithinBudgets(Dictionary<string, Dictionary<string, string>> live, Dictionary<string, HashSet<string>> first)
    {
        foreach (var (name, pods) in live)
        {
            Assert.True(pods.ContainsValue("Running"), $"No pod of {name} runs.");
        }

        foreach (var name in (string[])[EvictableWorkload.Guarded.Name, EvictableWorkload.ResizedOnly.Name])
        {
            Assert.True(first[name].SetEquals(live[name].Keys), $"A pod of {name} was evicted.");
        }
    }

    private async Task AssertRefusalsAreCountedAsync(RoleProcess updater)
    {
        await Polling.UntilAsync("the refused evictions in the metrics", Patience, async cancel =>
            Sum(await MetricsAsync(0, cancel), "vpa_updater_failed_eviction_attempts_total", "reason=\"EvictionError\"", $"vpa_name=\"{EvictableWorkload.Guarded.Name}\"") > 0 ? null : "none");
        if (controlPlane.Require().Facts.HasPodResize)
        {
            return;
        }

        // Without the subresource the one mode evicts and the other waits, which is said once and shown in every run.
        await Polling.UntilAsync("the pods that cannot be resized in the metrics", Patience, async cancel =>
            Sum(await MetricsAsync(0, cancel), "vpa_updater_refused_pods", "reason=\"ResizeNotServed\"") == EvictableWorkload.ResizedOnly.Pods ? null : "they are not");
        var log = await File.ReadAllTextAsync(Path.Combine(controlPlane.Require().Folder, "updater-alone-0", "updater.log"));
        Assert.Equal(2, log.Split("does not serve pods/resize").Length);
        Assert.False(updater.HasExited);
    }

    // Two updaters, one lease: the second has made no run while the first lived, and goes on at once when it has stopped.
    private async Task AssertOnlyTheLeaderActsAsync(RoleProcess leader, RoleProcess standby)
    {
        Assert.Equal(0, Sum(await MetricsAsync(1, default), "vpa_updater_execution_latency_seconds_count", "step=\"total\""));
        Assert.True(Sum(await MetricsAsync(0, default), "vpa_updater_evicted_pods_total") > 0);
        await leader.AssertStopsCleanlyAsync();
        await Polling.UntilAsync("the second updater to evict", Patience, async cancel =>
            Sum(await MetricsAsync(1, cancel), "vpa_updater_evicted_pods_total") > 0 ? null : standby.Tail);
        await standby.AssertStopsCleanlyAsync();
    }

    private async Task<List<string>> MetricsAsync(int replica, CancellationToken cancel)
    {
        using var http = new HttpClient();
        var page = await http.GetStringAsync(new Uri($"http://127.0.0.1:{Ports[replica]}/metrics"), cancel);
        return [.. page.Split('\n').Where(l => l.Length > 0 && l[0] != '#')];
    }

    private static double Sum(List<string> metrics, string name, params string[] labels) => metrics
        .Where(l => l.StartsWith(name + "{", StringComparison.Ordinal) && labels.All(label => l.Contains(label, StringComparison.Ordinal)))
        .Sum(l => double.Parse(l[(l.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));

    private static async Task<List<JsonNode>> EventsAsync(ApiClient api, string ns, string reason, CancellationToken cancel)
    {
        var list = await api.GetAsync($"/api/v1/namespaces/{ns}/events?fieldSelector=reason%3D{reason},source%3Dvpa-updater", cancel);
        return [.. list["items"]!.AsArray().Select(e => e!)];
    }

    /// <summary>The phases of the pods that are not being deleted, by UID, for each workload.</summary>
    private static async Task<Dictionary<string, Dictionary<string, string>>> LivePodsAsync(ApiClient api, CancellationToken cancel)
    {
        var list = await api.GetAsync($"/api/v1/namespaces/{EvictableWorkload.Namespace}/pods", cancel);
        var live = EvictableWorkload.All.ToDictionary(w => w.Name, _ => new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);
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
            var behind = EvictableWorkload.All.Where(w => live[w.Name].Count != w.Pods || live[w.Name].Values.Any(p => p != "Running")).Select(w => w.Name).ToList();
            return behind.Count == 0 ? null : string.Join(", ", behind);
        });
        foreach (var workload in EvictableWorkload.All)
        {
            var (code, body) = await api.SendAsync(HttpMethod.Patch, $"/apis/autoscaling.k8s.io/v1/namespaces/{EvictableWorkload.Namespace}/verticalpodautoscalers/{workload.Name}/status", """
                {"status":{"recommendation":{"containerRecommendations":[{"containerName":"app","target":{"cpu":"500m"},"lowerBound":{"cpu":"400m"},"upperBound":{"cpu":"600m"}}]}}}
                """);
            Assert.True((int)code == 200, body);
        }

        return first;
    }

    private string Budget => $$"""
        apiVersion: {{(controlPlane.Require().Facts.HasPolicyV1 ? "policy/v1" : "policy/v1beta1")}}
        kind: PodDisruptionBudget
        metadata: {name: {{EvictableWorkload.Guarded.Name}}, namespace: {{EvictableWorkload.Namespace}} }
        spec: {minAvailable: 2, selector: {matchLabels: {app: {{EvictableWorkload.Guarded.Name}} } } }
        """;
}
