using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Domain.Quantities;
using Vpa.Domain.Usage;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;
using Vpa.Storage;

namespace Vpa.E2E.Tests.Histories;

/// <summary>A history goes from the file into checkpoint objects of a real API server, with its CRD and RBAC, and from these into another recommender without the file.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class MigrationTests(ControlPlaneFixture controlPlane)
{
    private const string Namespace = "migration";
    private const string Account = "vpa-recommender";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static string VpaPath => $"/apis/autoscaling.k8s.io/v1/namespaces/{Namespace}/verticalpodautoscalers/moved";

    private static string CheckpointPath => $"/apis/autoscaling.k8s.io/v1/namespaces/{Namespace}/verticalpodautoscalercheckpoints/moved-app";

    [SkippableFact]
    public async Task A_history_moves_through_checkpoint_objects_and_recommends_the_same() // R128, R129, R135
    {
        var cluster = controlPlane.Require();
        Skip.If(Kubectl.Binary is null, Kubectl.MissingReason);
        await Installation.InstallAsync(cluster);
        await Installation.CreateNamespaceAsync(cluster, Namespace);
        using var api = new ApiClient(cluster, cluster.AdminToken);
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, "migration")).FullName;
        var earlier = cluster.ComponentRequests.Count;
        await AddWorkloadAsync(cluster, api);
        await FillAsync(Path.Combine(folder, "first"));

        // From the file into the object.
        JsonNode before;
        await using (var first = await StartAsync(cluster, folder, "first", "--checkpoint-objects", "--checkpoint-objects-interval=1s"))
        {
            before = await RecommendationAsync(api, first);
            await Polling.UntilAsync("the checkpoint object", Patience, async cancel => await api.FindAsync(CheckpointPath, cancel) is null ? first.Tail : null);
            await first.AssertStopsCleanlyAsync();
        }

        AssertIsWhole(await api.GetAsync(CheckpointPath));

        // From the object into an empty file.
        await api.SendAsync(HttpMethod.Patch, VpaPath + "/status", """{"status":{"recommendation":null,"conditions":null}}""");
        await using (var second = await StartAsync(cluster, folder, "second", "--checkpoints-gc-interval=2s"))
        {
            AssertSame(before, await RecommendationAsync(api, second));
            Assert.Contains("Imported 1 histories from checkpoint objects", second.Tail, StringComparison.Ordinal);

            // Whose VPA is gone is collected.
            await api.SendAsync(HttpMethod.Delete, VpaPath, null);
            await Polling.UntilAsync("the orphan to be collected", Patience, async cancel => await api.FindAsync(CheckpointPath, cancel) is null ? null : second.Tail);
            await second.AssertStopsCleanlyAsync();
        }

        Assert.DoesNotContain(cluster.ComponentRequests.Skip(earlier).Where(r => r.Target.Contains("checkpoint", StringComparison.Ordinal)), r => r.WasDenied);
    }

    private static async Task AddWorkloadAsync(RealCluster cluster, ApiClient api)
    {
        (await Installation.AdminOf(cluster).ApplyAsync($$$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: moved, namespace: {{{Namespace}}}}
            spec:
              replicas: 1
              selector: {matchLabels: {app: moved}}
              template:
                metadata: {labels: {app: moved}}
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1
            ---
            apiVersion: autoscaling.k8s.io/v1
            kind: VerticalPodAutoscaler
            metadata: {name: moved, namespace: {{{Namespace}}}}
            spec:
              targetRef: {apiVersion: apps/v1, kind: Deployment, name: moved}
              updatePolicy: {updateMode: "Off"}
            """)).Expected();
        await Polling.UntilAsync("a running Pod", Patience, async cancel =>
        {
            var pods = (await api.GetAsync($"/api/v1/namespaces/{Namespace}/pods", cancel))["items"]!.AsArray();
            if (pods.Count == 0)
            {
                return "there is none";
            }

            // There is no kubelet, and no usage: the history must stay as it is.
            var name = pods[0]!["metadata"]!["name"]!.GetValue<string>();
            await api.SendAsync(HttpMethod.Patch, $"/api/v1/namespaces/{Namespace}/pods/{name}/status", """{"status":{"phase":"Running"}}""", cancel);
            return null;
        });
    }

    private static async Task FillAsync(string directory)
    {
        var end = TimeProvider.System.GetUtcNow().AddMinutes(-5);
        var aggregate = new ContainerAggregate(new(new(Namespace, "Deployment", "moved"), "app"), AggregationOptions.Default, end.AddDays(-6));
        for (var minute = 6 * 1440; minute >= 0; minute -= 5)
        {
            var at = end.AddMinutes(-minute);
            aggregate.Track("moved-0").AddCpu(at, new(150 + (minute * 37 % 700)));
            aggregate.Track("moved-0").AddMemory(at, new((300L + (minute * 61 % 900)) << 20));
        }

        aggregate.Forget("moved-0");
        await using var store = LiteDbAggregateStore.Open(directory, TimeProvider.System, NullLogger<LiteDbAggregateStore>.Instance);
        await store.LoadAsync(CancellationToken.None);
        await store.SaveAsync([aggregate.ToSnapshot()], [], CancellationToken.None);
    }

    private static async Task<RoleProcess> StartAsync(RealCluster cluster, string folder, string name, params string[] flags)
    {
        var token = await cluster.IssueServiceAccountTokenAsync("kube-system", Account);
        return RoleProcess.Start("recommender", Kubeconfig.Write(cluster, "migration-" + name, token), Directory.CreateDirectory(Path.Combine(folder, name + "-log")).FullName,
            [$"--address=127.0.0.1:{LoopbackPorts.Free(1)[0]}", "--recommender-interval=1s", $"--vpa-object-namespace={Namespace}", $"--history-path={Path.Combine(folder, name)}", "--v=4", .. flags]);
    }

    private static Task<JsonNode> RecommendationAsync(ApiClient api, RoleProcess recommender) => Polling.ForAsync("a recommendation", Patience, async cancel =>
    {
        Assert.False(recommender.HasExited, recommender.Tail);
        return (await api.GetAsync(VpaPath, cancel))["status"]?["recommendation"]?["containerRecommendations"]?.AsArray() is { Count: > 0 } all ? all[0] : null;
    });

    // Upstream reads these fields; the server prunes what its schema does not know.
    private static void AssertIsWhole(JsonNode checkpoint)
    {
        Assert.Equal(("moved", "app"), ((string)checkpoint["spec"]!["vpaObjectName"]!, (string)checkpoint["spec"]!["containerName"]!));
        var status = checkpoint["status"]!;
        Assert.Equal("v3", (string)status["version"]!);
        Assert.Equal((6 * 1440 / 5) + 1, (int)status["totalSamplesCount"]!);
        foreach (var name in new[] { "cpuHistogram", "memoryHistogram" })
        {
            Assert.Equal(10_000, status[name]!["bucketWeights"]!.AsObject().Max(w => w.Value!.GetValue<int>()));
            Assert.True(status[name]!["totalWeight"]!.GetValue<double>() > 0);
            Assert.EndsWith("Z", (string)status[name]!["referenceTimestamp"]!, StringComparison.Ordinal);
        }
    }

    private static void AssertSame(JsonNode before, JsonNode after)
    {
        foreach (var (bound, resource) in from b in new[] { "target", "lowerBound", "upperBound" } from r in new[] { "cpu", "memory" } select (b, r))
        {
            var (expected, actual) = (Quantity.Parse((string)before[bound]![resource]!), Quantity.Parse((string)after[bound]![resource]!));

            // Weights have four digits and times whole seconds: at most the next bucket, which is 5 % away.
            Assert.InRange(actual.MilliValue / (double)expected.MilliValue, 0.945, 1.055);
        }
    }
}
