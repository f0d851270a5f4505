using System.Text.Json;
using System.Text.Json.Nodes;
using Vpa.Simulation.Nodes;
using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Tests;

/// <summary>A stepped cluster with one namespace "shop", and the few requests that tests make of it.</summary>
internal sealed class ATestCluster : IAsyncDisposable
{
    private const string Deployments = "/apis/apps/v1/namespaces/shop/deployments";

    private ATestCluster(SimulatedCluster cluster, SimulatedClock clock)
    {
        Cluster = cluster;
        Clock = clock;
    }

    public SimulatedCluster Cluster { get; }

    public SimulatedClock Clock { get; }

    public static async Task<ATestCluster> StartAsync(int seed = 1, int nodes = 2)
    {
        var clock = new SimulatedClock(APod.Noon);
        var cluster = await SimulatedCluster.StartAsync(
            new SimulatedClusterOptions { Clock = clock, Seed = seed, Nodes = new KubeletOptions { NodeCount = nodes, MaxPodsPerNode = 500 } }, default);
        await cluster.Administrator.Objects.CreateAsync("/api/v1/namespaces", Parse("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}"""), default);
        return new ATestCluster(cluster, clock);
    }

    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    public async Task DeployAsync(string name, int replicas, string resources, string usage = "{}")
    {
        var body = Parse($$$$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{{{name}}}}}","namespace":"shop"},
             "spec":{"replicas":{{{{{replicas}}}}},"selector":{"matchLabels":{"app":"{{{{{name}}}}}"}},
              "template":{"metadata":{"labels":{"app":"{{{{{name}}}}}"},"annotations":{"simulation.vpa/usage":{{{{{JsonSerializer.Serialize(usage)}}}}}}},
               "spec":{"containers":[{"name":"app","image":"app:1","resources":{{{{{resources}}}}} }]}}}}
            """);
        await Cluster.Administrator.Objects.CreateAsync(Deployments, body, default);
        await Cluster.SettleAsync(default);
    }

    public async Task PatchDeploymentAsync(string name, string patch)
    {
        await Cluster.Administrator.Objects.MergePatchAsync($"{Deployments}/{name}", Parse(patch), default);
        await Cluster.SettleAsync(default);
    }

    public async Task DeleteDeploymentAsync(string name)
    {
        await Cluster.Administrator.Objects.DeleteAsync($"{Deployments}/{name}", uid: null, graceSeconds: null, default);
        await Cluster.SettleAsync(default);
    }

    public async Task<List<Pod>> PodsAsync()
    {
        var pods = await Cluster.Administrator.Objects.ListAsync("/api/v1/namespaces/shop/pods", ObjectJson.Default.ObjectListPod, default);
        return [.. pods.OrderBy(p => p.Metadata.Name, StringComparer.Ordinal)];
    }

    public async Task<Deployment> DeploymentAsync() =>
        Assert.Single(await Cluster.Administrator.Objects.ListAsync(Deployments, ObjectJson.Default.ObjectListDeployment, default));

    public Task<List<ReplicaSet>> ReplicaSetsAsync() =>
        Cluster.Administrator.Objects.ListAsync("/apis/apps/v1/namespaces/shop/replicasets", ObjectJson.Default.ObjectListReplicaSet, default);

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
