using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Scenarios;

/// <summary>A Deployment whose requests do not fit its use, and the VPA that targets it.</summary>
internal sealed record Workload(string Namespace, string Name, string Cpu, string Memory, string UsedCpu, string UsedMemory, string? Policy = null)
{
    public const int Replicas = 3;

    public string VpaPath => $"/apis/autoscaling.k8s.io/v1/namespaces/{Namespace}/verticalpodautoscalers/{Name}";

    public string DeploymentManifest => $$$$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{{{Name}}}}, namespace: {{{{Namespace}}}}}
        spec:
          replicas: {{{{Replicas}}}}
          selector: {matchLabels: {app: {{{{Name}}}}}}
          template:
            metadata:
              labels: {app: {{{{Name}}}}}
              annotations:
                simulation.vpa/usage: '{"app":{"cpu":{"shape":"steady","level":"{{{{UsedCpu}}}}"},"memory":{"shape":"steady","level":"{{{{UsedMemory}}}}"}}}'
            spec:
              containers:
                - name: app
                  image: registry.example/app:1
                  resources: {requests: {cpu: {{{{Cpu}}}}, memory: {{{{Memory}}}}}}
        """;

    public string VpaManifest => $$"""
        apiVersion: autoscaling.k8s.io/v1
        kind: VerticalPodAutoscaler
        metadata: {name: {{Name}}, namespace: {{Namespace}}}
        spec:
          targetRef: {apiVersion: apps/v1, kind: Deployment, name: {{Name}}}
          updatePolicy: {updateMode: Recreate}
          {{(Policy is null ? string.Empty : "resourcePolicy: " + Policy)}}
        """;

    /// <summary>The Pods that are not being deleted, by name.</summary>
    public async Task<List<JsonNode>> PodsAsync(ApiClient api, CancellationToken cancel)
    {
        var list = await api.GetAsync($"/api/v1/namespaces/{Namespace}/pods?labelSelector=app%3D{Name}", cancel);
        return [.. list["items"]!.AsArray().Select(p => p!).Where(p => p["metadata"]!["deletionTimestamp"] is null)];
    }

    /// <summary>Waits until all replicas run, and returns their uids.</summary>
    public async Task<HashSet<string>> UntilRunningAsync(ApiClient api)
    {
        var uids = new HashSet<string>(StringComparer.Ordinal);
        await Polling.UntilAsync($"{Replicas} running Pods of {Name}", TimeSpan.FromSeconds(60), async cancel =>
        {
            var pods = await PodsAsync(api, cancel);
            var running = pods.Where(p => p["status"]?["phase"]?.GetValue<string>() == "Running").ToList();
            uids = [.. running.Select(Uid)];
            return running.Count == Replicas && pods.Count == Replicas ? null : $"{running.Count} of {pods.Count} run";
        });
        return uids;
    }

    public static string Uid(JsonNode pod) => pod["metadata"]!["uid"]!.GetValue<string>();

    public static Amounts Requests(JsonNode pod) => Amounts.Read(pod["spec"]!["containers"]![0]!["resources"]!["requests"]);

    /// <summary>The VPA's conditions as the server holds them.</summary>
    public async Task<string> ConditionsAsync(ApiClient api) =>
        (await api.GetAsync(VpaPath))["status"]?["conditions"]?.ToJsonString() ?? "none";

    /// <summary>The bound named (target, lowerBound, upperBound) of the first container; null as long as there is no recommendation.</summary>
    public async Task<Amounts?> RecommendedAsync(ApiClient api, string bound, CancellationToken cancel)
    {
        var containers = (await api.GetAsync(VpaPath, cancel))["status"]?["recommendation"]?["containerRecommendations"]?.AsArray();
        return containers is { Count: > 0 } ? Amounts.Read(containers[0]![bound]) : null;
    }
}
