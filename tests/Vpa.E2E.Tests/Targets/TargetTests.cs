using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;
using Vpa.E2E.Tests.Scenarios;
using Vpa.Storage;

namespace Vpa.E2E.Tests.Targets;

/// <summary>Every kind of target on a real API server with the real controllers of Kubernetes.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class TargetTests(ControlPlaneFixture controlPlane)
{
    private const string ScaleRole = "system:vpa-target-reader";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [SkippableFact]
    public async Task Every_kind_of_target_is_recommended_for_and_has_one_history()
    {
        var cluster = controlPlane.Require();
        var kubectl = await Installation.InstallAsync(cluster);
        await Installation.CreateNamespaceAsync(cluster, TargetWorkload.Namespace);
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, "targets")).FullName;
        using var api = new ApiClient(cluster, cluster.AdminToken);
        try
        {
            await using var nodes = await SimulatedNodes.StartAsync(cluster);
            var targets = await ApplyAsync(cluster, kubectl, api);
            await UntilMeasuredAsync(api, targets.Count);
            foreach (var target in targets)
            {
                (await kubectl.ApplyAsync(target.VpaManifest)).Expected();
            }

            await using (var recommender = await StartAsync(cluster, folder))
            {
                await Task.WhenAll(targets.Select(t => UntilRecommendedAsync(api, t)));
                await recommender.AssertStopsCleanlyAsync();
            }

            var expected = targets.Select(t => $"{t.Kind}/{TargetWorkload.Name}/app").Order(StringComparer.Ordinal).ToList();
            Assert.Equal(expected, await HistoriesAsync(folder));
            await AssertNothingChangesWhileUnresolvableAsync(cluster, kubectl, api, folder);
            Assert.Equal(expected, await HistoriesAsync(folder));
        }
        finally
        {
            await kubectl.RunAsync("delete", "apiservice", "v1beta1.metrics.k8s.io", "--ignore-not-found");
            await kubectl.RunAsync("delete", "namespace", TargetWorkload.Namespace, "--wait=false");
        }
    }

    private static async Task<List<TargetWorkload>> ApplyAsync(RealCluster cluster, Kubectl kubectl, ApiClient api)
    {
        // Before 1.21 a CronJob is served as batch/v1beta1 only; a VPA names what is served.
        var cronJob = TargetWorkload.CronJob((await ServerFacts.DiscoverAsync(api)).HasCronJobsV1 ? "batch/v1" : "batch/v1beta1");
        List<TargetWorkload> targets = [.. TargetWorkload.WithControllers, cronJob, TargetWorkload.Rollout];
        (await kubectl.ApplyAsync(TargetWorkload.RolloutDefinition)).Expected();
        await Polling.UntilAsync("Rollouts to be served", Patience, async cancel =>
            await api.FindAsync("/apis/example.com/v1/rollouts", cancel) is null ? "they are not" : null);
        foreach (var target in targets)
        {
            (await kubectl.ApplyAsync(target.Manifest)).Expected();
        }

        foreach (var run in (string[])["run-1", "run-2"])
        {
            (await kubectl.ApplyAsync(TargetWorkload.RunOf(cronJob.ApiVersion, await UidAsync(api, cronJob.ApiVersion, "cronjobs"), run))).Expected();
        }

        (await kubectl.ApplyAsync(TargetWorkload.ReplicaSetOfRollout(await UidAsync(api, "example.com/v1", "rollouts")))).Expected();
        return targets;
    }

    private static async Task<string> UidAsync(ApiClient api, string apiVersion, string resource) =>
        (await api.GetAsync($"/apis/{apiVersion}/namespaces/{TargetWorkload.Namespace}/{resource}/{TargetWorkload.Name}"))["metadata"]!["uid"]!.GetValue<string>();

    private static Task UntilMeasuredAsync(ApiClient api, int targets) => Polling.UntilAsync("usage of Pods of every target", Patience, async cancel =>
    {
        var pods = await api.GetAsync($"/apis/metrics.k8s.io/v1beta1/namespaces/{TargetWorkload.Namespace}/pods", cancel);
        var apps = pods["items"]!.AsArray().Select(p => p!["metadata"]!["labels"]!["app"]!.GetValue<string>()).ToHashSet();

        // The CronJob has two runs with labels of their own.
        return apps.Count == targets + 1 ? null : $"there is some of {string.Join(", ", apps)}";
    });

    private static async Task<RoleProcess> StartAsync(RealCluster cluster, string folder)
    {
        var token = await cluster.IssueServiceAccountTokenAsync("kube-system", "vpa-recommender");
        return RoleProcess.Start(
            "recommender", Kubeconfig.Write(cluster, "targets-recommender", token), folder,
            $"--address=127.0.0.1:{Port}", "--recommender-interval=1s", $"--history-path={HistoryPath(folder)}", "--v=4");
    }

    private static int Port { get; } = LoopbackPorts.Free(1)[0];

    private static string HistoryPath(string folder) => Path.Combine(folder, "history");

    private static Task UntilRecommendedAsync(ApiClient api, TargetWorkload target) =>
        Polling.UntilAsync($"the recommendation for the {target.Kind}", Patience, async cancel =>
        {
            var status = (await api.GetAsync(VpaPath(target), cancel))["status"];
            var cpu = status?["recommendation"]?["containerRecommendations"]?[0]?["target"]?["cpu"]?.GetValue<string>();

            // 200m, a bucket of 5 %, and the margin of 15 %; the minimum of 25m would mean that no sample has come in.
            return cpu is not null && Domain.Quantities.Quantity.Parse(cpu).MilliValue is > 200 and < 260 ? null : status?.ToJsonString() ?? "no status";
        });

    private static string VpaPath(TargetWorkload target) =>
        $"/apis/autoscaling.k8s.io/v1/namespaces/{TargetWorkload.Namespace}/verticalpodautoscalers/{target.Vpa}";

    private static async Task<List<string>> HistoriesAsync(string folder)
    {
        await using var store = LiteDbAggregateStore.Open(HistoryPath(folder), TimeProvider.System, NullLogger<LiteDbAggregateStore>.Instance);
        return
        [
            .. (await store.LoadAsync(CancellationToken.None)).Aggregates.Select(a => a.Key)
                .Where(k => k.Workload.Namespace == TargetWorkload.Namespace)
                .Select(k => $"{k.Workload.Kind}/{k.Workload.Name}/{k.Container}")
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The server refuses to say anything about custom resources: the recommendation for one stays, and so does its history.</summary>
    private static async Task AssertNothingChangesWhileUnresolvableAsync(RealCluster cluster, Kubectl kubectl, ApiClient api, string folder)
    {
        var before = (await api.GetAsync(VpaPath(TargetWorkload.Rollout)))["status"]!.ToJsonString();
        (await kubectl.RunAsync("patch", "clusterrole", ScaleRole, "--type=json", "-p", """[{"op":"remove","path":"/rules/0"}]""")).Expected();
        try
        {
            await using var recommender = await StartAsync(cluster, folder);
            using var http = new HttpClient();
            await Polling.UntilAsync("three cycles", Patience, async cancel =>
                Cycles(await http.GetStringAsync(new Uri($"http://127.0.0.1:{Port}/metrics"), cancel)) is var cycles && cycles >= 3 ? null : $"{cycles} so far\n{recommender.Tail}");
            await recommender.AssertStopsCleanlyAsync();
            Assert.Equal(before, (await api.GetAsync(VpaPath(TargetWorkload.Rollout)))["status"]!.ToJsonString());
        }
        finally
        {
            (await kubectl.RunAsync("apply", "-k", Manifests.Folder("rbac"))).Expected();
        }
    }

    private static int Cycles(string metrics)
    {
        const string Series = "vpa_recommender_execution_latency_seconds_count{step=\"total\"} ";
        return metrics.Split('\n').FirstOrDefault(l => l.StartsWith(Series, StringComparison.Ordinal)) is { } line
            ? int.Parse(line[Series.Length..].Split(' ')[0], CultureInfo.InvariantCulture)
            : 0;
    }
}
