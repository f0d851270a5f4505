using System.Text;
using System.Text.Json.Nodes;
using Vpa.Kubernetes.Client;
using Vpa.Simulation.ApiServer;

namespace Vpa.Benchmarks.PodCache;

/// <summary>The server side of <see cref="PodCacheMemory"/>: pods of about 5 kB, as clusters have them. Ends when its standard input does.</summary>
internal static class PodCacheServer
{
    public const string Mode = "pod-cache-server";
    private const int Parallel = 16;

    public static async Task<int> RunAsync(int pods)
    {
        await using var server = await SimulatedApiServer.StartAsync(new() { WatchHistoryLength = pods * 3 }, CancellationToken.None);
        var kubeconfig = Path.Combine(Path.GetTempPath(), $"vpa-benchmark-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(kubeconfig, server.KubeconfigYaml(server.AdminToken));
        using var api = KubernetesApi.Connect(new() { KubeconfigPath = kubeconfig, Role = "benchmark-server", QueriesPerSecond = 0 }, TimeProvider.System);
        Console.WriteLine(kubeconfig);
        while (await Console.In.ReadLineAsync() is { } command)
        {
            if (command == "fill")
            {
                await EachAsync(pods, (i, ct) => api.PostAsync("api/v1/namespaces/default/pods", Pod(i), BenchmarkJson.Default.JsonNode, ct));
            }

            await EachAsync(pods, (i, ct) => api.PatchAsync(StatusPath(i), PatchKind.Merge, Status(i, command == "fill" ? 0 : 1), ct));
            Console.WriteLine(server.ResourceVersionOf("", "pods"));
        }

        File.Delete(kubeconfig);
        return 0;
    }

    private static Task EachAsync(int pods, Func<int, CancellationToken, Task> act) =>
        System.Threading.Tasks.Parallel.ForEachAsync(Enumerable.Range(0, pods), new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (i, ct) => await act(i, ct));

    private static string StatusPath(int i) => $"api/v1/namespaces/default/pods/workload-{i / 5}-7d4b9c{i:x5}/status";

    private static JsonNode Pod(int i)
    {
        var containers = string.Join(',', new[] { "app", "proxy" }.Select(name => $$$$"""
            {"name":"{{{{name}}}}","image":"registry.example.com/team/{{{{name}}}}:1.2.{{{{i % 50}}}}@sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945","resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"cpu":"1","memory":"256Mi"}},
             "env":[{{{{string.Join(',', Enumerable.Range(0, 12).Select(e => $"{{\"name\":\"SETTING_NUMBER_{e}\",\"value\":\"some configuration value {e} that is not short\"}}"))}}}}],
             "volumeMounts":[{"name":"data","mountPath":"/data"},{"name":"kube-api-access","mountPath":"/var/run/secrets/kubernetes.io/serviceaccount","readOnly":true}],
             "livenessProbe":{"httpGet":{"path":"/healthz","port":8080},"periodSeconds":10},"readinessProbe":{"httpGet":{"path":"/readyz","port":8080},"periodSeconds":10}}
            """));
        return JsonNode.Parse($$$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"workload-{{{{i / 5}}}}-7d4b9c{{{{i:x5}}}}","namespace":"default","labels":{"app.kubernetes.io/name":"workload-{{{{i / 5}}}}","app.kubernetes.io/part-of":"benchmark","pod-template-hash":"7d4b9c{{{{i / 5:x5}}}}","tier":"backend"},
             "annotations":{"prometheus.io/scrape":"true","checksum/config":"4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"},
             "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"workload-{{{{i / 5}}}}-7d4b9c","uid":"00000000-0000-4000-8000-{{{{i / 5:x12}}}}","controller":true,"blockOwnerDeletion":true}]},
             "spec":{"nodeName":"node-{{{{i % 200}}}}","containers":[{{{{containers}}}}],"volumes":[{"name":"data","emptyDir":{}},{"name":"kube-api-access","emptyDir":{}}]}}
            """)!;
    }

    private static byte[] Status(int i, int restarts)
    {
        var containers = string.Join(',', new[] { "app", "proxy" }.Select(name => $$$$"""
            {"name":"{{{{name}}}}","restartCount":{{{{restarts}}}},"ready":true,"started":true,"image":"registry.example.com/team/{{{{name}}}}:1.2.{{{{i % 50}}}}","imageID":"registry.example.com/team/{{{{name}}}}@sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945",
             "containerID":"containerd://{{{{i:x32}}}}{{{{i:x32}}}}","state":{"running":{"startedAt":"2026-05-04T12:00:00Z"}}}
            """));
        return Encoding.UTF8.GetBytes($$$$"""
            {"status":{"phase":"Running","startTime":"2026-05-04T12:00:00Z","podIP":"10.0.{{{{i / 250}}}}.{{{{i % 250}}}}","conditions":[{{{{string.Join(',', new[] { "Initialized", "Ready", "ContainersReady", "PodScheduled" }.Select(c => $"{{\"type\":\"{c}\",\"status\":\"True\",\"lastTransitionTime\":\"2026-05-04T12:00:00Z\"}}"))}}}}],"containerStatuses":[{{{{containers}}}}]}}
            """);
    }
}
