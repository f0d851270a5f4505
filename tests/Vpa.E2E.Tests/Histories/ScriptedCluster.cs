using System.Globalization;
using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;
using Vpa.Simulation.ApiServer;

namespace Vpa.E2E.Tests.Histories;

/// <summary>
/// A simulated cluster in which time, and with it every sample of usage, advances step by step when the test says so. So two recommenders see the very same
/// samples however often one of them is killed, and must recommend the very same. Each workload has a VPA for each recommender.
/// </summary>
internal sealed class ScriptedCluster : IAsyncDisposable
{
    private const string Namespace = "default";
    private const int PodsOfWorkload = 2;

    /// <summary>Simulated time between two steps: memory windows end in between.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(47);

    private static readonly string[] Containers = ["app", "proxy"];

    private readonly SimulatedApiServer _server;
    private readonly string[] _recommenders;
    private readonly int _workloads;
    private readonly DateTimeOffset _start = new(TimeProvider.System.GetUtcNow().AddDays(-30).Date, TimeSpan.Zero);

    private ScriptedCluster(SimulatedApiServer server, int workloads, string[] recommenders)
    {
        (_server, _workloads, _recommenders) = (server, workloads, recommenders);
        Cluster = new SimulatedTestCluster(server, Directory.CreateTempSubdirectory("vpa-e2e-history-").FullName);
        Api = new ApiClient(Cluster, server.AdminToken);
    }

    public ITestCluster Cluster { get; }

    public ApiClient Api { get; }

    /// <summary>The number of the newest request.</summary>
    public long Now => _server.Requests.Latest is [.., var last] ? last.Sequence : 0;

    public static async Task<ScriptedCluster> StartAsync(int workloads, params string[] recommenders)
    {
        var cluster = new ScriptedCluster(await SimulatedApiServer.StartAsync(new SimulatedApiServerOptions(), CancellationToken.None), workloads, recommenders);
        await cluster.InstallAsync();
        return cluster;
    }

    /// <summary>A kubeconfig of a user of its own, so that the requests of each process can be told apart.</summary>
    public async Task<string> KubeconfigOfAsync(string user)
    {
        await Api.PostAsync("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", new JsonObject
        {
            ["apiVersion"] = "rbac.authorization.k8s.io/v1",
            ["kind"] = "ClusterRoleBinding",
            ["metadata"] = new JsonObject { ["name"] = user },
            ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = "cluster-admin" },
            ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "User", ["apiGroup"] = "rbac.authorization.k8s.io", ["name"] = user }),
        });
        return Kubeconfig.Write(Cluster, user, _server.IssueToken(user));
    }

    /// <summary>The usage of a step, different for every container and step.</summary>
    public async Task GoToStepAsync(int step)
    {
        var at = _start + (step * Step);
        foreach (var pod in Pods())
        {
            var containers = new JsonArray([.. Containers.Select((name, i) => new JsonObject
            {
                ["name"] = name,
                ["usage"] = new JsonObject { ["cpu"] = $"{20 + Noise(pod, i, step, 900)}m", ["memory"] = $"{50 + Noise(pod, i + 7, step, 1500)}Mi" },
            })]);
            var metrics = new JsonObject { ["timestamp"] = at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), ["containers"] = containers };
            var (code, body) = await Api.SendAsync(HttpMethod.Patch, $"/apis/metrics.k8s.io/v1beta1/namespaces/{Namespace}/pods/{pod}", metrics.ToJsonString());
            Assert.True((int)code == 200, body);
        }
    }

    /// <summary>How often a user has read usage since a request.</summary>
    public int ReadingsOf(string user, long since) =>
        _server.Requests.Latest.Count(r => r.Sequence > since && r.User == user && r.Group == "metrics.k8s.io" && r.Resource == "pods");

    /// <summary>The numbers of the status writes of a user.</summary>
    public IReadOnlyList<long> StatusWritesOf(string user) =>
        [.. _server.Requests.Latest.Where(r => r.User == user && r.Verb == "patch" && r.Resource.StartsWith("verticalpodautoscalers", StringComparison.Ordinal)).Select(r => r.Sequence)];

    /// <summary>What a recommender recommends, workload by workload.</summary>
    public async Task<IReadOnlyList<string>> RecommendationsAsync(string recommender)
    {
        var found = new List<string>();
        for (var w = 0; w < _workloads; w++)
        {
            var vpa = await Api.GetAsync($"/apis/autoscaling.k8s.io/v1/namespaces/{Namespace}/verticalpodautoscalers/{recommender}-{w}");
            found.Add($"{w}: {vpa["status"]?["recommendation"]?.ToJsonString()}");
        }

        return found;
    }

    /// <summary>How many samples the checkpoint objects of a recommender's VPAs tell of.</summary>
    public async Task<IReadOnlyList<long>> CheckpointedSamplesAsync(string recommender) =>
        [.. (await Api.GetAsync($"/apis/autoscaling.k8s.io/v1/namespaces/{Namespace}/verticalpodautoscalercheckpoints"))["items"]!.AsArray()
            .Where(c => ((string)c!["spec"]!["vpaObjectName"]!).StartsWith(recommender, StringComparison.Ordinal))
            .Select(c => (long?)c!["status"]?["totalSamplesCount"] ?? 0)];

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(Cluster.Folder, recursive: true);
    }

    private static int Noise(string pod, int container, int step, int range)
    {
        var hash = 17u;
        foreach (var c in $"{pod}/{container}/{step}")
        {
            hash = (hash * 31) + c;
        }

        return (int)((hash * 2654435761u >> 8) % (uint)range);
    }

    private IEnumerable<string> Pods() => from w in Enumerable.Range(0, _workloads) from p in Enumerable.Range(0, PodsOfWorkload) select $"work-{w}-{p}";

    private async Task InstallAsync()
    {
        await Installation.InstallAsync(Cluster);

        // Usage is objects like any others here, so that it stands still until the next step.
        await Api.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", JsonNode.Parse("""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"pods.metrics.k8s.io"},
             "spec":{"group":"metrics.k8s.io","scope":"Namespaced","names":{"plural":"pods","singular":"pod","kind":"PodMetrics","listKind":"PodMetricsList"},
             "versions":[{"name":"v1beta1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
            """)!);
        for (var w = 0; w < _workloads; w++)
        {
            await AddWorkloadAsync(w);
        }
    }

    private async Task AddWorkloadAsync(int w)
    {
        var set = await Api.PostAsync($"/apis/apps/v1/namespaces/{Namespace}/statefulsets", JsonNode.Parse($$$"""
            {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"work-{{{w}}}"},
             "spec":{"serviceName":"work","replicas":{{{PodsOfWorkload}}},"selector":{"matchLabels":{"app":"work-{{{w}}}"}},
             "template":{"metadata":{"labels":{"app":"work-{{{w}}}"}},"spec":{"containers":[{"name":"app","image":"a"},{"name":"proxy","image":"b"}]} } } }
            """)!);
        foreach (var recommender in _recommenders)
        {
            await Api.PostAsync($"/apis/autoscaling.k8s.io/v1/namespaces/{Namespace}/verticalpodautoscalers", JsonNode.Parse($$$"""
                {"apiVersion":"autoscaling.k8s.io/v1","kind":"VerticalPodAutoscaler","metadata":{"name":"{{{recommender}}}-{{{w}}}"},
                 "spec":{"targetRef":{"apiVersion":"apps/v1","kind":"StatefulSet","name":"work-{{{w}}}"},"updatePolicy":{"updateMode":"Off"},"recommenders":[{"name":"{{{recommender}}}"}]}}
                """)!);
        }

        for (var p = 0; p < PodsOfWorkload; p++)
        {
            var name = $"work-{w}-{p}";
            await Api.PostAsync($"/api/v1/namespaces/{Namespace}/pods", JsonNode.Parse($$$"""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","labels":{"app":"work-{{{w}}}"},
                 "ownerReferences":[{"apiVersion":"apps/v1","kind":"StatefulSet","name":"work-{{{w}}}","uid":"{{{set["metadata"]!["uid"]}}}","controller":true}]},
                 "spec":{"containers":[{"name":"app","image":"a"},{"name":"proxy","image":"b"}]}}
                """)!);
            await Api.SendAsync(HttpMethod.Patch, $"/api/v1/namespaces/{Namespace}/pods/{name}/status", """{"status":{"phase":"Running"}}""");
            await Api.PostAsync($"/apis/metrics.k8s.io/v1beta1/namespaces/{Namespace}/pods", JsonNode.Parse($$$"""
                {"apiVersion":"metrics.k8s.io/v1beta1","kind":"PodMetrics","metadata":{"name":"{{{name}}}"},"timestamp":"{{{_start:yyyy-MM-ddTHH:mm:ssZ}}}","window":"30s","containers":[]}
                """)!);
        }
    }
}
