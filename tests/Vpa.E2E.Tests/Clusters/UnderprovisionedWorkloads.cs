using System.Net;
using System.Text.Json.Nodes;

namespace Vpa.E2E.Tests.Clusters;

/// <summary>
/// ReplicaSets of running pods that request far too little, each under a VPA with a recommendation, on an API server. There are no kubelets and no
/// workload controllers: pods are made as if those had, and one that is evicted stays, being deleted.
/// </summary>
internal sealed class UnderprovisionedWorkloads(ApiClient api, string @namespace)
{
    private const int Concurrency = 16;

    /// <summary>Makes the workloads.</summary>
    public Task CreateAsync(int workloads, int podsEach) => Parallel.ForAsync(
        0, workloads, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (i, cancel) => await CreateOneAsync($"web-{i}", podsEach, cancel));

    /// <summary>The number of pods that are not being deleted.</summary>
    public async Task<int> CountLivePodsAsync()
    {
        var live = 0;
        var next = "";
        do
        {
            var page = await api.GetAsync($"/api/v1/namespaces/{@namespace}/pods?limit=500&continue={Uri.EscapeDataString(next)}");
            live += page["items"]!.AsArray().Count(p => p!["metadata"]!["deletionTimestamp"] is null);
            next = page["metadata"]!["continue"]?.GetValue<string>() ?? "";
        }
        while (next.Length > 0);
        return live;
    }

    private async Task CreateOneAsync(string name, int pods, CancellationToken cancel)
    {
        var owner = await api.PostAsync($"/apis/apps/v1/namespaces/{@namespace}/replicasets", JsonNode.Parse($$$$$"""
            {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"{{{{{name}}}}}"},"spec":{"replicas":{{{{{pods}}}}},"selector":{"matchLabels":{"app":"{{{{{name}}}}}"} },
             "template":{"metadata":{"labels":{"app":"{{{{{name}}}}}"} },"spec":{"containers":[{"name":"app","image":"app:1"}]}}}}
            """)!, cancel);
        await api.PostAsync($"/apis/autoscaling.k8s.io/v1/namespaces/{@namespace}/verticalpodautoscalers", JsonNode.Parse($$$"""
            {"apiVersion":"autoscaling.k8s.io/v1","kind":"VerticalPodAutoscaler","metadata":{"name":"{{{name}}}"},
             "spec":{"targetRef":{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"{{{name}}}"},"updatePolicy":{"updateMode":"Recreate"} } }
            """)!, cancel);
        await PatchAsync($"/apis/autoscaling.k8s.io/v1/namespaces/{@namespace}/verticalpodautoscalers/{name}/status", """
            {"status":{"recommendation":{"containerRecommendations":[{"containerName":"app","target":{"cpu":"500m","memory":"256Mi"},
             "lowerBound":{"cpu":"400m","memory":"200Mi"},"upperBound":{"cpu":"600m","memory":"300Mi"}}]}}}
            """, cancel);
        for (var i = 0; i < pods; i++)
        {
            await CreatePodAsync($"{name}-{i}", name, owner["metadata"]!["uid"]!.GetValue<string>(), cancel);
        }
    }

    private async Task CreatePodAsync(string name, string owner, string ownerUid, CancellationToken cancel)
    {
        await api.PostAsync($"/api/v1/namespaces/{@namespace}/pods", JsonNode.Parse($$$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{{name}}}}","labels":{"app":"{{{{owner}}}}"},
              "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"{{{{owner}}}}","uid":"{{{{ownerUid}}}}","controller":true}]},
             "spec":{"nodeName":"node-1","automountServiceAccountToken":false,
              "containers":[{"name":"app","image":"app:1","resources":{"requests":{"cpu":"100m","memory":"64Mi"}}}]}}
            """)!, cancel);
        await PatchAsync($"/api/v1/namespaces/{@namespace}/pods/{name}/status", """{"status":{"phase":"Running","startTime":"2026-01-01T00:00:00Z"}}""", cancel);
    }

    private async Task PatchAsync(string path, string patch, CancellationToken cancel)
    {
        var (code, body) = await api.SendAsync(HttpMethod.Patch, path, patch, cancel);
        if (code != HttpStatusCode.OK)
        {
            throw new HttpRequestException($"{path}: {code}: {body}");
        }
    }
}
