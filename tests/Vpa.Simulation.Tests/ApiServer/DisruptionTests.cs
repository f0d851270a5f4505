using System.Text.Json.Nodes;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>Evictions under budgets, resizes, cascading deletion.</summary>
public sealed class DisruptionTests : SimulatedServerTests
{
    [Fact]
    public async Task A_budget_with_nothing_left_refuses_with_its_cause()
    {
        await BudgetAsync("web", """{"minAvailable":1,"selector":{"matchLabels":{"app":"web"}}}""");
        await RunningPodAsync("a");
        await RunningPodAsync("b");
        (await EvictAsync("a", "v1")).Expect(201);
        var refused = (await EvictAsync("b", "v1beta1"))
            .ExpectStatus(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.");
        Assert.Equal("DisruptionBudget", refused.Field("details.causes.0.reason"));
        Assert.Null((await Client.GetAsync(Default + "/pods/b")).Field("metadata.deletionTimestamp"));
        await UntilAsync(
            async () => (await Client.GetAsync("/apis/policy/v1/namespaces/default/poddisruptionbudgets/web")).Field("status.disruptionsAllowed") == "0",
            "the budget's status");
    }

    [Fact]
    public async Task Concurrent_evictions_never_spend_a_budget_twice()
    {
        await BudgetAsync("web", """{"minAvailable":"50%","selector":{"matchLabels":{"app":"web"}}}""");
        for (var i = 0; i < 8; i++)
        {
            await RunningPodAsync("p" + i);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => EvictAsync("p" + i, "v1")));
        Assert.Equal(4, answers.Count(a => a.Code == 201));
        Assert.Equal(4, answers.Count(a => a.Code == 429));
    }

    [Fact]
    public async Task Two_budgets_for_one_pod_are_an_error()
    {
        await BudgetAsync("one", """{"minAvailable":0,"selector":{"matchLabels":{"app":"web"}}}""");
        await BudgetAsync("two", """{"maxUnavailable":1,"selector":{"matchExpressions":[{"key":"app","operator":"Exists"}]}}""");
        await RunningPodAsync("a");
        (await EvictAsync("a", "v1")).ExpectStatus(500, "InternalError", "more than one PodDisruptionBudget");
    }

    [Fact]
    public async Task The_expected_number_of_pods_comes_from_their_controller()
    {
        var set = Manifests.Deployment("web", 4);
        set["kind"] = "ReplicaSet";
        var owner = (await Client.PostAsync("/apis/apps/v1/namespaces/default/replicasets", set)).Expect(201);
        await BudgetAsync("web", """{"maxUnavailable":2,"selector":{"matchLabels":{"app":"web"}}}""");
        await RunningPodAsync("a", Owner(owner));
        await RunningPodAsync("b", Owner(owner));
        (await EvictAsync("a", "v1")).Expect(429); // 4 wanted, 2 may be away, 2 are
        await RunningPodAsync("c", Owner(owner));
        (await EvictAsync("a", "v1")).Expect(201);
    }

    [Fact]
    public async Task Resize_changes_resources_and_nothing_else()
    {
        (await Client.PostAsync(Default + "/pods", Manifests.Pod("p", """{"requests":{"cpu":"100m","memory":"64Mi"}}""", node: "n1"))).Expect(201);
        var resized = (await Client.PatchAsync(Default + "/pods/p/resize", "strategic-merge-patch",
            """{"spec":{"containers":[{"name":"app","resources":{"requests":{"cpu":"200m"}}}]}}""")).Expect(200);
        Assert.Equal("200m", resized.Field("spec.containers.0.resources.requests.cpu"));
        Assert.Equal("64Mi", resized.Field("spec.containers.0.resources.requests.memory"));
        Assert.Equal("2", resized.Field("metadata.generation"));
        (await Client.PatchAsync(Default + "/pods/p/resize", "strategic-merge-patch",
            """{"spec":{"containers":[{"name":"app","image":"other"}]}}""")).ExpectStatus(422, "Invalid", "only cpu and memory resources are mutable");
        (await Client.PatchAsync(Default + "/pods/p/resize", "strategic-merge-patch",
            """{"spec":{"containers":[{"name":"app","resources":{"limits":{"cpu":"200m","memory":"64Mi"}}}]}}"""))
            .ExpectStatus(422, "Invalid", "QOS Class may not change");
    }

    [Fact]
    public async Task Deleting_an_owner_deletes_what_it_owns()
    {
        var deployment = (await Client.PostAsync("/apis/apps/v1/namespaces/default/deployments", Manifests.Deployment("web", 1))).Expect(201);
        var pod = Manifests.Pod("p");
        pod["metadata"]!["ownerReferences"] = new JsonArray(Owner(deployment));
        (await Client.PostAsync(Default + "/pods", pod)).Expect(201);
        (await Client.DeleteAsync("/apis/apps/v1/namespaces/default/deployments/web")).Expect(200);
        await UntilAsync(async () => (await Client.GetAsync(Default + "/pods/p")).Code == 404, "the pod's end");
    }

    [Fact]
    public async Task Orphans_are_kept_when_asked_for()
    {
        var deployment = (await Client.PostAsync("/apis/apps/v1/namespaces/default/deployments", Manifests.Deployment("web", 1))).Expect(201);
        await RunningPodAsync("p", Owner(deployment));
        (await Client.DeleteAsync("/apis/apps/v1/namespaces/default/deployments/web?propagationPolicy=Orphan")).Expect(200);
        var pod = (await Client.GetAsync(Default + "/pods/p")).Expect(200);
        Assert.Null(pod.Field("metadata.ownerReferences.0.uid"));
        Assert.Null(pod.Field("metadata.deletionTimestamp"));
    }

    [Fact]
    public async Task Deleting_a_namespace_empties_it()
    {
        (await Client.PostAsync("/api/v1/namespaces", Manifests.Namespace("gone"))).Expect(201);
        (await Client.PostAsync("/api/v1/namespaces/gone/configmaps", Manifests.ConfigMap("one"))).Expect(201);
        (await Client.DeleteAsync("/api/v1/namespaces/gone")).Expect(200);
        await UntilAsync(async () => (await Client.GetAsync("/api/v1/namespaces/gone")).Code == 404, "the namespace's end");
        Assert.DoesNotContain("\"gone\"", (await Client.GetAsync("/api/v1/configmaps")).Text, StringComparison.Ordinal);
    }

    private static JsonObject Owner(ApiAnswer owner) => new()
    {
        ["apiVersion"] = owner.Field("apiVersion"),
        ["kind"] = owner.Field("kind"),
        ["name"] = owner.Field("metadata.name"),
        ["uid"] = owner.Field("metadata.uid"),
        ["controller"] = true,
    };

    private async Task BudgetAsync(string name, string spec) => (await Client.PostAsync(
        "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
        Manifests.Parse($$$"""{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"{{{name}}}"},"spec":{{{spec}}} }"""))).Expect(201);

    private async Task RunningPodAsync(string name, JsonObject? owner = null)
    {
        var pod = Manifests.Pod(name, node: "n1");
        if (owner is not null)
        {
            pod["metadata"]!["ownerReferences"] = new JsonArray(owner);
        }

        (await Client.PostAsync(Default + "/pods", pod)).Expect(201);
        var status = new JsonObject { ["status"] = Manifests.RunningStatus(ready: true) };
        (await Client.PatchAsync($"{Default}/pods/{name}/status", "merge-patch", status.ToJsonString())).Expect(200);
    }

    private Task<ApiAnswer> EvictAsync(string pod, string version) => Client.PostAsync(
        $"{Default}/pods/{pod}/eviction",
        Manifests.Parse($$$"""{"apiVersion":"policy/{{{version}}}","kind":"Eviction","metadata":{"name":"{{{pod}}}"} }"""));
}
