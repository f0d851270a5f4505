using System.Net;
using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;

namespace Vpa.Benchmarks.Recommending;

/// <summary>
/// Deployments with one ReplicaSet and running pods of two containers each, under a VPA, on an API server. There are neither kubelets nor workload
/// controllers: pods are made as if those had.
/// </summary>
internal sealed class MeasuredWorkloads(ApiClient api, string @namespace)
{
    private const int Concurrency = 16;

    /// <summary>Makes the workloads.</summary>
    public Task CreateAsync(int workloads, int podsEach) => Parallel.ForAsync(
        0, workloads, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (i, cancel) => await CreateOneAsync(i, podsEach, cancel));

    /// <summary>Makes the VPAs.</summary>
    public Task CreateAutoscalersAsync(int workloads) => Parallel.ForAsync(
        0, workloads, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (i, cancel) => await api.PostAsync(
            $"/apis/autoscaling.k8s.io/v1/namespaces/{@namespace}/verticalpodautoscalers", JsonNode.Parse($$$$"""
            {"apiVersion":"autoscaling.k8s.io/v1","kind":"VerticalPodAutoscaler","metadata":{"name":"web-{{{{i}}}}"},
             "spec":{"targetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web-{{{{i}}}}"},"updatePolicy":{"updateMode":"Off"}}}
            """)!, cancel));

    /// <summary>How many VPAs have a recommendation for both containers.</summary>
    public async Task<int> CountRecommendedAsync()
    {
        var list = await api.GetAsync($"/apis/autoscaling.k8s.io/v1/namespaces/{@namespace}/verticalpodautoscalers");
        return list["items"]!.AsArray().Count(v => v!["status"]?["recommendation"]?["containerRecommendations"]?.AsArray().Count == 2);
    }

    private async Task CreateOneAsync(int workload, int pods, CancellationToken cancel)
    {
        var name = $"web-{workload}";
        var deployment = await CreateControllerAsync("deployments", "Deployment", name, name, pods, "", cancel);
        var replicaSet = await CreateControllerAsync("replicasets", "ReplicaSet", $"{name}-5d8f", name, pods, Owner("Deployment", name, deployment), cancel);
        for (var pod = 0; pod < pods; pod++)
        {
            await CreatePodAsync($"{name}-5d8f-{pod}", name, Owner("ReplicaSet", $"{name}-5d8f", replicaSet), workload, cancel);
        }
    }

    private static string Owner(string kind, string name, string uid) => $$$"""
        ,"ownerReferences":[{"apiVersion":"apps/v1","kind":"{{{kind}}}","name":"{{{name}}}","uid":"{{{uid}}}","controller":true,"blockOwnerDeletion":true}]
        """;

    private async Task<string> CreateControllerAsync(
        string resource, string kind, string name, string app, int replicas, string owner, CancellationToken cancel)
    {
        var made = await api.PostAsync($"/apis/apps/v1/namespaces/{@namespace}/{resource}", JsonNode.Parse($$$$$"""
            {"apiVersion":"apps/v1","kind":"{{{{{kind}}}}}","metadata":{"name":"{{{{{name}}}}}"{{{{{owner}}}}}},
             "spec":{"replicas":{{{{{replicas}}}}},"selector":{"matchLabels":{"app":"{{{{{app}}}}}"}},
              "template":{"metadata":{"labels":{"app":"{{{{{app}}}}}"}},"spec":{"containers":[{"name":"app","image":"app:1"},{"name":"proxy","image":"proxy:1"}]}}}}
            """)!, cancel);
        return made["metadata"]!["uid"]!.GetValue<string>();
    }

    private async Task CreatePodAsync(string name, string app, string owner, int workload, CancellationToken cancel)
    {
        var usage = $$$$$"""{"app":{{{{{Usage(100 + (workload % 800), 100 + (workload % 700))}}}}},"proxy":{{{{{Usage(10, 20)}}}}}}""";
        await api.PostAsync($"/api/v1/namespaces/{@namespace}/pods", JsonNode.Parse($$$$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{{{name}}}}}","labels":{"app":"{{{{{app}}}}}","tier":"backend","pod-template-hash":"5d8f"},
              "annotations":{"simulation.vpa/usage":{{{{{JsonValue.Create(usage).ToJsonString()}}}}},"prometheus.io/scrape":"true"}{{{{{owner}}}}}},
             "spec":{"nodeName":"node-1","automountServiceAccountToken":false,"containers":[{{{{{Container("app")}}}}},{{{{{Container("proxy")}}}}}]}}
            """)!, cancel);
        var now = $"{TimeProvider.System.GetUtcNow().UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}";
        var (code, body) = await api.SendAsync(HttpMethod.Patch, $"/api/v1/namespaces/{@namespace}/pods/{name}/status", $$$$"""
            {"status":{"phase":"Running","startTime":"{{{{now}}}}","podIP":"10.0.0.1","containerStatuses":[{{{{Status("app", now)}}}},{{{{Status("proxy", now)}}}}]}}
            """, cancel);
        if (code != HttpStatusCode.OK)
        {
            throw new HttpRequestException($"pod {name}: {code}: {body}");
        }
    }

    private static string Usage(int millicores, int mebibytes) => $$$"""
        {"cpu":{"shape":"steady","level":"{{{millicores}}}m","noise":0.3},"memory":{"shape":"steady","level":"{{{mebibytes}}}Mi","noise":0.2}}
        """;

    private static string Container(string name) => $$$$"""
        {"name":"{{{{name}}}}","image":"registry.example.com/team/{{{{name}}}}:1.2.3","resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"cpu":"1","memory":"1Gi"}},
         "env":[{"name":"SETTING","value":"some configuration value that is not short"}],
         "livenessProbe":{"httpGet":{"path":"/healthz","port":8080},"periodSeconds":10},"readinessProbe":{"httpGet":{"path":"/readyz","port":8080},"periodSeconds":10}}
        """;

    private static string Status(string name, string startedAt) => $$$$"""
        {"name":"{{{{name}}}}","restartCount":0,"ready":true,"started":true,"image":"registry.example.com/team/{{{{name}}}}:1.2.3","imageID":"","state":{"running":{"startedAt":"{{{{startedAt}}}}"}}}
        """;
}
