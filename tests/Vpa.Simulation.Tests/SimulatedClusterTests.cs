using System.Text.Json;
using k8s;
using Vpa.Simulation.Nodes;
using Vpa.Simulation.Objects;
using static Vpa.Simulation.Tests.ATestCluster;

namespace Vpa.Simulation.Tests;

/// <summary>The controllers against the simulated API server, over HTTPS, in simulated time.</summary>
public sealed class SimulatedClusterTests
{
    private const string Small = """{"requests":{"cpu":"100m","memory":"64Mi"}}""";

    [Fact]
    public async Task A_deployment_becomes_running_pods_and_says_so()
    {
        await using var cluster = await StartAsync();
        await cluster.DeployAsync("web", 3, Small);
        var pods = await cluster.PodsAsync();
        Assert.Equal(3, pods.Count);
        Assert.All(pods, p => Assert.True(p.IsReady() && p.Status.Phase == PodPhases.Running && p.Metadata.ControllerOwner!.Kind == "ReplicaSet"));
        Assert.Equal(2, pods.Select(p => p.Spec.NodeName).Distinct().Count());
        var status = (await cluster.DeploymentAsync()).Status!;
        Assert.Equal((3, 3, 3, 0, 1L), (status.Replicas, status.ReadyReplicas, status.UpdatedReplicas, status.UnavailableReplicas, status.ObservedGeneration));
        Assert.Equal("NewReplicaSetAvailable", status.Conditions!.Single(c => c.Type == "Progressing").Reason);

        await cluster.PatchDeploymentAsync("web", """{"spec":{"replicas":1}}""");
        Assert.Single(await cluster.PodsAsync());
        await cluster.PatchDeploymentAsync("web", """{"spec":{"replicas":4}}""");
        Assert.Equal(4, (await cluster.PodsAsync()).Count);
        await cluster.DeleteDeploymentAsync("web");
        Assert.Empty(await cluster.PodsAsync());
        Assert.Empty(await cluster.ReplicaSetsAsync());
    }

    [Fact]
    public async Task A_change_of_the_template_replaces_all_pods_and_a_roll_back_reuses_the_old_set()
    {
        await using var cluster = await StartAsync();
        await cluster.DeployAsync("web", 4, Small);
        var before = (await cluster.PodsAsync()).Select(p => p.Metadata.Name).ToHashSet();
        await cluster.PatchDeploymentAsync("web", """{"spec":{"template":{"metadata":{"labels":{"round":"2"}}}}}""");
        var after = await cluster.PodsAsync();
        Assert.Equal(4, after.Count);
        Assert.DoesNotContain(after, p => before.Contains(p.Metadata.Name));
        Assert.All(after, p => Assert.Equal("2", p.Metadata.Labels!["round"]));
        await cluster.PatchDeploymentAsync("web", """{"spec":{"template":{"metadata":{"labels":{"round":null}}}}}""");
        var sets = await cluster.ReplicaSetsAsync();
        Assert.Equal([0, 4], sets.Select(s => s.Spec.Replicas ?? -1).Order());
        Assert.DoesNotContain(await cluster.PodsAsync(), p => p.Metadata.Labels!.ContainsKey("round"));
    }

    [Fact]
    public async Task An_evicted_pod_is_replaced()
    {
        await using var cluster = await StartAsync();
        await cluster.DeployAsync("web", 2, Small);
        var victim = (await cluster.PodsAsync())[0].Metadata;
        var eviction = Parse($$$"""{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"{{{victim.Name}}}","namespace":"shop"}}""");
        await cluster.Cluster.Administrator.Objects.CreateAsync($"/api/v1/namespaces/shop/pods/{victim.Name}/eviction", eviction, default);
        await cluster.Cluster.SettleAsync(default);
        var pods = await cluster.PodsAsync();
        Assert.Equal(2, pods.Count);
        Assert.DoesNotContain(pods, p => p.Metadata.Uid == victim.Uid);
        Assert.All(pods, p => Assert.True(p.IsReady()));
    }

    [Fact]
    public async Task A_leaking_container_is_killed_and_restarted_in_place()
    {
        await using var cluster = await StartAsync();
        await cluster.DeployAsync(
            "leaky", 1, """{"limits":{"cpu":"1","memory":"100Mi"}}""", """{"app":{"memory":{"shape":"leak","base":"40Mi","perHour":"60Mi"}}}""");
        await cluster.Cluster.AdvanceAsync(TimeSpan.FromMinutes(59), default);
        Assert.Equal(0, (await cluster.PodsAsync())[0].StatusOf("app")!.RestartCount);
        await cluster.Cluster.AdvanceAsync(TimeSpan.FromMinutes(2), default);
        var status = (await cluster.PodsAsync())[0].StatusOf("app")!;
        Assert.Equal((1, "OOMKilled", 137), (status.RestartCount, status.LastState.Terminated!.Reason, status.LastState.Terminated.ExitCode));
        Assert.Equal(cluster.Clock.GetUtcNow(), status.State.Running!.StartedAt);
    }

    [Fact]
    public async Task A_resize_through_the_subresource_becomes_real()
    {
        await using var cluster = await StartAsync();
        await cluster.DeployAsync("web", 1, Small);
        var name = (await cluster.PodsAsync())[0].Metadata.Name;
        var patch = new k8s.Models.V1Patch(
            """[{"op":"replace","path":"/spec/containers/0/resources/requests/cpu","value":"700m"}]""", k8s.Models.V1Patch.PatchType.JsonPatch);
        await cluster.Cluster.Administrator.Client.CoreV1.PatchNamespacedPodResizeAsync(patch, name, "shop");
        await cluster.Cluster.SettleAsync(default);
        var pod = (await cluster.PodsAsync())[0];
        Assert.Equal(name, pod.Metadata.Name);
        Assert.Equal("700m", pod.StatusOf("app")!.Resources!.Requests!["cpu"]);
        Assert.Equal("700m", pod.StatusOf("app")!.AllocatedResources!["cpu"]);
        Assert.Null(PodConditions.Find(pod.Status.Conditions, PodConditions.ResizeInProgress));
        Assert.Equal(pod.Metadata.Generation, pod.Status.ObservedGeneration);
    }

    [Fact]
    public async Task The_metrics_api_answers_through_the_aggregation_layer()
    {
        await using var cluster = await StartAsync();
        await cluster.DeployAsync("web", 2, Small, """{"app":{"cpu":{"shape":"steady","level":"31323876n"},"memory":{"shape":"steady","level":"280200Ki"}}}""");
        for (var i = 0; i < 3; i++)
        {
            await cluster.Cluster.AdvanceAsync(TimeSpan.FromSeconds(15), default);
        }

        var client = cluster.Cluster.Administrator.Client.CustomObjects;
        var list = (JsonElement)await client.ListNamespacedCustomObjectAsync("metrics.k8s.io", "v1beta1", "shop", "pods", labelSelector: "app=web");
        Assert.Equal(2, list.GetProperty("items").GetArrayLength());
        var usage = list.GetProperty("items")[0].GetProperty("containers")[0].GetProperty("usage");
        Assert.Equal(("31323876n", "280200Ki"), (usage.GetProperty("cpu").GetString(), usage.GetProperty("memory").GetString()));
        var none = (JsonElement)await client.ListNamespacedCustomObjectAsync("metrics.k8s.io", "v1beta1", "shop", "pods", labelSelector: "app!=web");
        Assert.Equal(0, none.GetProperty("items").GetArrayLength());
        var nodes = (JsonElement)await client.ListClusterCustomObjectAsync("metrics.k8s.io", "v1beta1", "nodes");
        Assert.Equal(2, nodes.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Equal_seeds_and_steps_give_equal_clusters_and_other_seeds_others()
    {
        var first = await StoryAsync(seed: 7);
        Assert.Equal(first, await StoryAsync(seed: 7));
        Assert.NotEqual(first, await StoryAsync(seed: 8));
    }

    [Fact]
    public async Task A_step_in_which_nothing_changes_costs_a_few_requests_however_many_pods_there_are()
    {
        await using var cluster = await StartAsync();
        await cluster.DeployAsync("web", 200, """{"requests":{"cpu":"10m","memory":"8Mi"}}""");
        Assert.Equal(200, (await cluster.PodsAsync()).Count(p => p.IsReady()));
        var before = cluster.Cluster.ApiServer.Requests.Total;
        await cluster.Cluster.AdvanceAsync(TimeSpan.FromMinutes(1), default);
        Assert.InRange(cluster.Cluster.ApiServer.Requests.Total - before, 1, 10);
    }

    private static async Task<string> StoryAsync(int seed)
    {
        await using var cluster = await StartAsync(seed);
        await cluster.DeployAsync("web", 3, Small);
        await cluster.DeployAsync("oom", 1, """{"limits":{"memory":"64Mi"}}""", """{"app":{"memory":{"shape":"steady","level":"65Mi"}}}""");
        for (var i = 0; i < 5; i++)
        {
            await cluster.Cluster.AdvanceAsync(TimeSpan.FromSeconds(20), default);
        }

        var statuses = (await cluster.PodsAsync()).Select(p =>
            $"{p.Metadata.Name} {p.Spec.NodeName} {JsonSerializer.Serialize(p.Status, ObjectJson.Default.PodStatus)}");
        return string.Join('\n', statuses);
    }
}
