using Microsoft.Extensions.Logging.Testing;
using Vpa.Domain.Admitting;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Caching;
using Vpa.Simulation.ApiServer;
using Vpa.Testing;

namespace Vpa.Kubernetes.Tests.Workloads;

/// <summary>A component's caches against a server, from discovery to the look-up of owners.</summary>
public sealed class ClusterCachesTests : IAsyncLifetime, IDisposable
{
    private const string RolloutDefinition =
        """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"NAME.example.com"},"spec":{"group":"example.com","scope":"Namespaced",
         "names":{"plural":"NAME","singular":"KIND","kind":"KIND","listKind":"KINDList"},"versions":[{"name":"v1","served":true,"storage":true,
         "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}},"subresources":SUBRESOURCES}]}}
        """;

    private const string Scale = """{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas","labelSelectorPath":".status.selector"}}""";
    private readonly FakeLogger _logger = new();
    private readonly CancellationTokenSource _stop = new();
    private SimulatedCluster _cluster = null!;
    private Task _running = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _cluster = await SimulatedCluster.StartAsync();
        await DefineAsync("verticalpodautoscalers", "VerticalPodAutoscaler", """{"status":{}}""", "autoscaling.k8s.io");
        await DefineAsync("rollouts", "Rollout", Scale);
        await DefineAsync("plainthings", "PlainThing", """{"status":{}}""");
        await DefineAsync("statefulsets", "StatefulSet", Scale);
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _cluster.DisposeAsync();
    }

    public void Dispose() => _stop.Dispose();

    [Fact]   // R106, R108, R110, R111, A3, A94
    public async Task Fills_every_cache_and_finds_owners_of_all_sorts()
    {
        await _cluster.CreateAsync("apis/example.com/v1/namespaces/default/rollouts", """{"apiVersion":"example.com/v1","kind":"Rollout","metadata":{"name":"roll"},"spec":{"replicas":3}}""");
        await _cluster.PatchAsync("apis/example.com/v1/namespaces/default/rollouts/roll/status", """{"status":{"selector":"app=roll"}}""");
        await _cluster.CreateAsync("apis/example.com/v1/namespaces/default/statefulsets", """{"apiVersion":"example.com/v1","kind":"StatefulSet","metadata":{"name":"custom","ownerReferences":[{"apiVersion":"example.com/v1","kind":"Rollout","name":"roll","uid":"r","controller":true}]},"spec":{"replicas":1}}""");
        await CreateReplicaSetAsync("rs", """[{"apiVersion":"example.com/v1","kind":"Rollout","name":"roll","uid":"r","controller":true}]""");
        await _cluster.CreateAsync("api/v1/namespaces/default/limitranges", """{"apiVersion":"v1","kind":"LimitRange","metadata":{"name":"b"},"spec":{"limits":[]}}""");
        await _cluster.CreateAsync("api/v1/namespaces/default/limitranges", """{"apiVersion":"v1","kind":"LimitRange","metadata":{"name":"a"},"spec":{"limits":[]}}""");
        await CreateReplicaSetAsync("of-custom", """[{"apiVersion":"example.com/v1","kind":"StatefulSet","name":"custom","uid":"s","controller":true}]""");
        await CreateVpaAsync("v", "Rollout", "roll");

        var caches = await RunAsync(new());
        Assert.Equal(["a", "b"], caches.LimitRanges!.In("default").Select(l => l.Key.Name));
        Assert.Empty(caches.LimitRanges.In("elsewhere"));
        Assert.Equal("v", Assert.Single(caches.VpaTargets!.Current.For(new("default", "Rollout", "roll")).ToArray()).Key.Name);

        // The target of a VPA is primed, and what owns the controllers in its namespace: nobody asked for them before.
        Assert.Equal(ControllerLookupStatus.Found, Find(caches, "example.com/v1", "Rollout", "roll").Status);
        Assert.Equal(ControllerLookupStatus.Found, Find(caches, "example.com/v1", "StatefulSet", "custom").Status);
        var rollout = Find(caches, "example.com/v1", "Rollout", "roll").Controller!;
        Assert.Equal((3, true), (rollout.Replicas, rollout.Selector.Matches(new Dictionary<string, string> { ["app"] = "roll" })));
        var chain = OwnerChain.Climb("default", new("apps/v1", "ReplicaSet", "rs", true), caches.Controllers);
        Assert.Equal(["ReplicaSet", "Rollout"], chain.Controllers.Select(c => c.Key.Kind));

        // A custom kind of a well-known name is looked up as what it is (R108), and its own owners are followed (R111).
        Assert.Equal("Rollout", Find(caches, "example.com/v1", "StatefulSet", "custom").Controller!.Owner!.Kind);
        Assert.Equal(ControllerLookupStatus.Missing, Find(caches, "apps/v1", "StatefulSet", "custom").Status);
    }

    [Theory]   // R106
    [InlineData("apps/v1", "ReplicaSet", "rs", ControllerLookupStatus.Found)]
    [InlineData("", "ReplicaSet", "rs", ControllerLookupStatus.Found)]
    [InlineData("extensions/v1beta1", "ReplicaSet", "rs", ControllerLookupStatus.Found)]
    [InlineData("no.such.group/v1", "ReplicaSet", "rs", ControllerLookupStatus.Found)] // the kind alone decides where the group means nothing
    [InlineData("apps/v1", "ReplicaSet", "gone", ControllerLookupStatus.Missing)]
    [InlineData("example.com/v1", "PlainThing", "x", ControllerLookupStatus.NotScalable)]
    [InlineData("example.com/v1", "Rollout", "gone", ControllerLookupStatus.NotScalable)]
    [InlineData("example.com/v1", "NoSuchKind", "x", ControllerLookupStatus.Unknown)]
    public async Task Looks_up_by_kind_and_group(string apiVersion, string kind, string name, ControllerLookupStatus expected)
    {
        await CreateReplicaSetAsync("rs", "[]");
        var caches = await RunAsync(new() { WatchPods = false });
        await Eventually.HoldsAsync(() => Find(caches, apiVersion, kind, name).Status == expected && Find(caches, apiVersion, kind, name).Cause != "its scale was not read yet", $"{kind} is {expected}");
    }

    [Fact]   // A94, A99, R106
    public async Task A_target_that_is_created_after_its_VPA_is_known_when_its_first_pod_comes()
    {
        await CreateVpaAsync("v", "Rollout", "late");
        var caches = await RunAsync(new() { WatchPods = false });
        var before = Find(caches, "example.com/v1", "Rollout", "late");
        Assert.Equal((ControllerLookupStatus.NotScalable, "Rollout default/late does not exist"), (before.Status, before.Cause));

        await CreateRolloutAsync("late", "app=a");
        await CreateReplicaSetAsync("late-1", """[{"apiVersion":"example.com/v1","kind":"Rollout","name":"late","uid":"r","controller":true}]""");

        await Eventually.HoldsAsync(() => Admit(caches, "ReplicaSet", "late-1", "apps/v1") is PodOutcome.Patched, "the VPA is found");
        Assert.Equal(ControllerLookupStatus.Found, Find(caches, "example.com/v1", "Rollout", "late").Status);
    }

    [Fact]   // A94: a pod whose owner no cache knows
    public async Task A_target_that_owns_its_pods_itself_is_waited_for_when_it_did_not_exist_a_while_ago()
    {
        await CreateVpaAsync("v", "Rollout", "late");
        var caches = await RunAsync(new() { WatchPods = false });
        await CreateRolloutAsync("late", "app=a");

        await Eventually.HoldsAsync(() => Admit(caches, "Rollout", "late") == PodOutcome.Patched, "the VPA is found");
    }

    [Fact]   // A99
    public async Task A_target_that_gets_its_selector_after_it_was_read_is_known_when_its_first_pod_comes()
    {
        await CreateVpaAsync("v", "Rollout", "early");
        await CreateRolloutAsync("early", selector: null);
        var caches = await RunAsync(new() { WatchPods = false });
        Assert.True(Find(caches, "example.com/v1", "Rollout", "early").Controller!.Selector.IsNothing);

        await _cluster.PatchAsync("apis/example.com/v1/namespaces/default/rollouts/early/status", """{"status":{"selector":"app=a"}}""");

        await Eventually.HoldsAsync(() => Admit(caches, "Rollout", "early") == PodOutcome.Patched, "the VPA is found");
    }

    [Fact]   // A94: not found ends the chain
    public async Task A_custom_owner_that_is_gone_ends_the_chain()
    {
        await CreateVpaAsync("v", "ReplicaSet", "orphan");
        await CreateReplicaSetAsync("orphan", """[{"apiVersion":"example.com/v1","kind":"Rollout","name":"gone","uid":"r","controller":true}]""");
        var caches = await RunAsync(new() { WatchPods = false });

        await Eventually.HoldsAsync(() => Admit(caches, "ReplicaSet", "orphan", "apps/v1") == PodOutcome.Patched, "the VPA is found");
    }

    [Fact]   // R106
    public async Task The_target_of_a_new_VPA_is_read_anew()
    {
        await CreateVpaAsync("one", "Rollout", "late");
        var caches = await RunAsync(new() { WatchPods = false });
        Assert.True(Find(caches, "example.com/v1", "Rollout", "late").IsProvisional);
        await CreateRolloutAsync("late", "app=a");
        await CreateVpaAsync("two", "Rollout", "late");

        await Eventually.HoldsAsync(() => Find(caches, "example.com/v1", "Rollout", "late").Status == ControllerLookupStatus.Found, "it is read anew");
    }

    [Fact]
    public async Task Restricts_itself_to_a_namespace_and_a_field_selector() // A2, R102, R114, U10
    {
        await _cluster.CreateAsync("api/v1/namespaces", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"other"}}""");
        foreach (var (ns, name, node) in new[] { ("default", "bound", "\"n1\""), ("default", "unbound", "null"), ("other", "elsewhere", "\"n1\"") })
        {
            await _cluster.CreateAsync($"api/v1/namespaces/{ns}/pods", $$$$$$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{{{{{name}}}}}}}"},"spec":{"nodeName":{{{{{{{node}}}}}}},"containers":[{"name":"c","image":"i"}]}}""");
        }

        var caches = await RunAsync(new() { Namespace = "default", PodFieldSelector = ClusterCachesOptions.UpdaterPods });
        Assert.Equal(["bound"], caches.Pods!.List().Select(p => p.Name));
        await _cluster.PatchAsync("api/v1/namespaces/default/pods/bound/status", """{"status":{"phase":"Succeeded"}}""");
        await Eventually.HoldsAsync(() => caches.Pods.Count == 0, "a pod that ceases to match leaves");
    }

    [Fact]
    public async Task Asks_again_when_the_server_cannot_say_what_it_serves()
    {
        _cluster.Server.Faults.Add(new FaultRule("*", "*", new Fault.Refuse(500)) { Count = 2 });
        var caches = await RunAsync(new());
        Assert.Equal(7, caches.Controllers.Caches.Count);
        Assert.Equal(2, _logger.Collector.GetSnapshot().Count(r => r.Message.StartsWith("Cannot ask the API server", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_defect_in_one_loop_is_told_although_the_others_go_on()
    {
        await RunAsync(new(), new BrokenTimer(VpaTargets.MinInterval)); // the loop that indexes VPAs fails at the first one
        var running = _running;
        _running = Task.CompletedTask;

        await CreateVpaAsync("v", "Rollout", "roll");

        await Assert.ThrowsAsync<NotSupportedException>(() => running.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static PodOutcome Admit(ClusterCaches caches, string kind, string name, string apiVersion = "example.com/v1") =>
        ControllingVpa.Find(APod.Named("p").InNamespace("default").Labelled(("app", "a")).OwnedBy(kind, name, apiVersion), caches.VpaTargets!.Current, caches.Controllers).Outcome;

    private static ControllerLookup Find(ClusterCaches caches, string apiVersion, string kind, string name) => caches.Controllers.Find(apiVersion, new("default", kind, name));

    private async Task<ClusterCaches> RunAsync(ClusterCachesOptions options, TimeProvider? time = null)
    {
        var caches = await ClusterCaches.CreateAsync(_cluster.Api, options with { Cache = SimulatedCluster.Impatient }, new OwnMeters(), time ?? TimeProvider.System, _logger, CancellationToken.None);
        _running = caches.RunAsync(_stop.Token);
        await caches.WaitForSyncAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        return caches;
    }

    private Task DefineAsync(string plural, string kind, string subresources, string group = "example.com") => _cluster.CreateAsync(
        "apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        RolloutDefinition.Replace("NAME", plural, StringComparison.Ordinal).Replace("SUBRESOURCES", subresources, StringComparison.Ordinal).Replace("KIND", kind, StringComparison.Ordinal).Replace("example.com", group, StringComparison.Ordinal)
            .Replace($"\"singular\":\"{kind}\"", $"\"singular\":\"{kind.ToLowerInvariant()}\"", StringComparison.Ordinal));

    private Task CreateVpaAsync(string name, string kind, string target) => _cluster.CreateAsync(
        "apis/autoscaling.k8s.io/v1/namespaces/default/verticalpodautoscalers",
        $$$$$$$"""{"apiVersion":"autoscaling.k8s.io/v1","kind":"VerticalPodAutoscaler","metadata":{"name":"{{{{{{{name}}}}}}}"},"spec":{"targetRef":{"apiVersion":"example.com/v1","kind":"{{{{{{{kind}}}}}}}","name":"{{{{{{{target}}}}}}}"}}}""");

    private async Task CreateRolloutAsync(string name, string? selector)
    {
        await _cluster.CreateAsync("apis/example.com/v1/namespaces/default/rollouts", $$$$$$$"""{"apiVersion":"example.com/v1","kind":"Rollout","metadata":{"name":"{{{{{{{name}}}}}}}"},"spec":{"replicas":1}}""");
        if (selector is not null)
        {
            await _cluster.PatchAsync($"apis/example.com/v1/namespaces/default/rollouts/{name}/status", $$$$$$$"""{"status":{"selector":"{{{{{{{selector}}}}}}}"}}""");
        }
    }

    private Task CreateReplicaSetAsync(string name, string owners) => _cluster.CreateAsync(
        "apis/apps/v1/namespaces/default/replicasets",
        $$$$$$$"""{"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"{{{{{{{name}}}}}}}","ownerReferences":{{{{{{{owners}}}}}}}},"spec":{"replicas":0,"selector":{"matchLabels":{"app":"a"}},"template":{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""");
}
