using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;
using Vpa.E2E.Tests.Scenarios;
using Vpa.Simulation.ApiServer;
using Vpa.Simulation.Metrics;

namespace Vpa.E2E.Tests.Sources;

/// <summary>
/// The recommender as a process under its own ServiceAccount, with live usage from external metrics and the past from a real Prometheus, which is
/// first out of reach, then there, and gone again at the next start.
/// </summary>
public sealed class RecommenderSourcesScenario : IAsyncLifetime
{
    private const string Namespace = "sources";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // Both live on 100 millicores; only of one does Prometheus know predecessors, with 400 millicores and 1 Gi. They are many, so that the live samples of a
    // slow test run do not outweigh them.
    private const int Predecessors = 20;

    private static readonly Workload Remembered = new(Namespace, "remembered", "50m", "50Mi", UsedCpu: "100m", UsedMemory: "300Mi");
    private static readonly Workload Unknown = new(Namespace, "unknown", "50m", "50Mi", UsedCpu: "100m", UsedMemory: "300Mi");

    private SimulatedApiServer? _server;
    private SimulatedCluster? _cluster;

    public async Task InitializeAsync()
    {
        _server = await SimulatedApiServer.StartAsync(new SimulatedApiServerOptions(), CancellationToken.None);
        _cluster = new SimulatedCluster(_server, Directory.CreateTempSubdirectory("vpa-e2e-sources-").FullName);
    }

    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        Directory.Delete(_cluster!.Folder, recursive: true);
    }

    [SkippableFact]
    public async Task The_past_is_awaited_taken_in_once_and_kept()
    {
        Skip.If(Kubectl.Binary is null, Kubectl.MissingReason);
        Skip.If(RealPrometheus.MissingReason is not null, RealPrometheus.MissingReason);
        var cluster = _cluster!;
        var until = TimeProvider.System.GetUtcNow();
        var samples = new PastSamples(until, TimeSpan.FromHours(30));
        foreach (var pod in Enumerable.Range(0, Predecessors).Select(n => $"remembered-0-{n}"))
        {
            samples.With(Namespace, pod, "app", 0.4, _ => 1L << 30).Labelled(Namespace, pod, "app", "remembered");
        }

        await using var prometheus = await RealPrometheus.PrepareAsync(cluster.Folder, samples);
        var kubectl = await Installation.InstallAsync(cluster);
        (await kubectl.RunAsync("apply", "-k", Manifests.Folder("external-metrics"))).Expected();
        await Installation.CreateNamespaceAsync(cluster, Namespace);
        await using var nodes = await SimulatedNodes.StartAsync(cluster, new ExternalMetricNames("used_cores", "used_bytes", "container"));
        using var api = new ApiClient(cluster, cluster.AdminToken);
        foreach (var workload in new[] { Remembered, Unknown })
        {
            (await kubectl.ApplyAsync(workload.DeploymentManifest)).Expected();
            await workload.UntilRunningAsync(api);
            (await kubectl.ApplyAsync(workload.VpaManifest)).Expected();
        }

        await using (var recommender = await StartAsync(cluster, prometheus))
        {
            // Out of reach: it says so, and what is live counts.
            await UntilAsync(recommender, "the condition FetchingHistory", async () =>
                (await Remembered.ConditionsAsync(api)) is var c && c.Contains("FetchingHistory", StringComparison.Ordinal) && c.Contains("cannot be fetched", StringComparison.Ordinal) ? null : c);
            await UntilRecommendedAsync(recommender, api, Unknown, "126m", "380258472");
            await prometheus.StartAsync();

            // Buckets 22 and 37 of section 21 of the specification.
            await UntilRecommendedAsync(recommender, api, Remembered, "476m", "1238659775");
            await UntilAsync(recommender, "the end of FetchingHistory", async () =>
                (await Remembered.ConditionsAsync(api)) is var c && c.Contains("FetchingHistory", StringComparison.Ordinal) ? c : null);
            await recommender.AssertStopsCleanlyAsync();
        }

        await prometheus.StopAsync();
        await using var second = await StartAsync(cluster, prometheus);
        await UntilServedAgainAsync(second, api);
        await UntilRecommendedAsync(second, api, Remembered, "476m", "1238659775");
        Assert.DoesNotContain("FetchingHistory", await Remembered.ConditionsAsync(api), StringComparison.Ordinal);
        await second.AssertStopsCleanlyAsync();
        await AssertLogAsync(cluster);
    }

    /// <summary>Changes the VPA and waits until the status is one of the changed VPA, so that it is not merely left from before.</summary>
    private static async Task UntilServedAgainAsync(RoleProcess recommender, ApiClient api)
    {
        await api.SendAsync(HttpMethod.Patch, Remembered.VpaPath, """{"spec":{"updatePolicy":{"minReplicas":7}}}""");
        await UntilAsync(recommender, "a status of the changed VPA", async () =>
        {
            var vpa = await api.GetAsync(Remembered.VpaPath);
            var (generation, observed) = (vpa["metadata"]!["generation"]!.GetValue<long>(), vpa["status"]?["observedGeneration"]?.GetValue<long>());
            return generation > 1 && generation == observed ? null : $"generation {generation}, observed {observed}";
        });
    }

    private static async Task AssertLogAsync(SimulatedCluster cluster)
    {
        var log = await File.ReadAllTextAsync(Path.Combine(cluster.Folder, "recommender.log"));
        Assert.DoesNotContain(RealPrometheus.Password + "\"", log, StringComparison.Ordinal);
        Assert.DoesNotContain("dnBhOnRlc3Q=", log, StringComparison.Ordinal);
        Assert.Equal(1, log.Split("Past usage went into").Length - 1);
        Assert.Equal(1, log.Split("Past usage cannot be fetched").Length - 1);
        Assert.DoesNotContain("forbidden", log, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<RoleProcess> StartAsync(SimulatedCluster cluster, RealPrometheus prometheus)
    {
        var token = await cluster.IssueServiceAccountTokenAsync("kube-system", "vpa-recommender");
        return RoleProcess.Start(
            "recommender", Kubeconfig.Write(cluster, "vpa-recommender", token), cluster.Folder,
            $"--address=127.0.0.1:{LoopbackPorts.Free(1)[0]}", "--recommender-interval=1s", $"--history-path={Path.Combine(cluster.Folder, "history")}",
            "--use-external-metrics", "--external-metrics-cpu-metric=used_cores", "--external-metrics-memory-metric=used_bytes", "--container-name-label=container",
            "--storage=prometheus", $"--prometheus-address={prometheus.Address}", $"--prometheus-ca-file={prometheus.CaFile}",
            $"--username={RealPrometheus.User}", $"--password={RealPrometheus.Password}", "--history-length=1d", "--container-pod-name-label=pod",
            "--metric-for-pod-labels=kube_pod_labels[1d]", "--pod-label-prefix=label_", "--pod-namespace-label=namespace", "--pod-name-label=pod");
    }

    private static Task UntilRecommendedAsync(RoleProcess recommender, ApiClient api, Workload workload, string cpu, string memory) =>
        UntilAsync(recommender, $"the target {cpu}, {memory} of {workload.Name}", async () =>
        {
            var vpa = await api.GetAsync(workload.VpaPath);
            var target = vpa["status"]?["recommendation"]?["containerRecommendations"]?.AsArray() is [var container, ..] ? container!["target"] : null;
            return (target?["cpu"]?.GetValue<string>(), target?["memory"]?.GetValue<string>()) == (cpu, memory) ? null : target?.ToJsonString() ?? "none";
        });

    private static async Task UntilAsync(RoleProcess recommender, string what, Func<Task<string?>> probe)
    {
        try
        {
            await Polling.UntilAsync(what, Patience, _ =>
            {
                Assert.False(recommender.HasExited, recommender.Tail);
                return probe();
            });
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{recommender.Tail}", e);
        }
    }
}
