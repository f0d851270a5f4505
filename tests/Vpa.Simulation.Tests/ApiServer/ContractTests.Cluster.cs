using System.Text.Json.Nodes;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>Discovery, custom resources, evictions, limit ranges, tables.</summary>
public abstract partial class ContractTests
{
    private const string TableType = "application/json;as=Table;v=v1;g=meta.k8s.io";

    [SkippableTheory]
    [InlineData("/api/v1", "pods/eviction", "Eviction")]
    [InlineData("/api/v1", "nodes", "Node")]
    [InlineData("/apis/apps/v1", "deployments/scale", "Scale")]
    [InlineData("/apis/apps/v1", "replicasets/status", "ReplicaSet")]
    [InlineData("/apis/coordination.k8s.io/v1", "leases", "Lease")]
    [InlineData("/apis/apiregistration.k8s.io/v1", "apiservices", "APIService")]
    public async Task Discovery_names_what_is_served(string path, string resource, string kind)
    {
        RequireServer();
        var list = (await Client.GetAsync(path)).Expect(200);
        var found = ((JsonArray)list.Json["resources"]!).Single(r => ApiAnswer.Field(r, "name") == resource);
        Assert.Equal(kind, ApiAnswer.Field(found, "kind"));
        (await Client.GetAsync("/readyz")).Expect(200);
        Assert.Contains("apps", (await Client.GetAsync("/apis")).Expect(200).Text, StringComparison.Ordinal);
        Assert.Equal("1", (await Client.GetAsync("/version")).Expect(200).Field("major"));
    }

    [SkippableFact]
    public async Task A_custom_resource_is_served_validated_defaulted_and_pruned()
    {
        var (widgets, _) = await WidgetsAsync();
        var sent = Widget(widgets, "one", """{"mode":"Off","unknown":1}""");
        var created = (await Client.PostAsync(widgets, sent)).Expect(201);
        Assert.Equal("3", created.Field("spec.size"));
        Assert.Null(created.Field("spec.unknown"));
        Assert.Null(created.Field("status.x"));
        (await Client.PatchAsync(widgets + "/one/status", "merge-patch", """{"status":{"x":"y"},"spec":{"size":9}}""")).Expect(200);
        var read = (await Client.GetAsync(widgets + "/one")).Expect(200);
        Assert.Equal("y", read.Field("status.x"));
        Assert.Equal("3", read.Field("spec.size"));
        Assert.Equal("1", read.Field("metadata.generation"));
        (await Client.PatchAsync(widgets + "/one", "strategic-merge-patch", "{}")).Expect(415);
        var unversioned = read.Json;
        ((JsonObject)unversioned["metadata"]!).Remove("resourceVersion");
        (await Client.PutAsync(widgets + "/one", unversioned)).ExpectStatus(422, "Invalid", "must be specified for an update");
    }

    [SkippableTheory]
    [InlineData("""{"size":1}""", "spec.mode", "Required value")]
    [InlineData("""{"mode":"On"}""", "spec.mode", "supported values")]
    [InlineData("""{"mode":"Off","size":0}""", "spec.size", "should be greater than or equal to 1")]
    [InlineData("""{"mode":"Off","size":"big"}""", "spec.size", "must be of type integer")]
    [InlineData("""{"mode":"Off","amount":"5"}""", "spec.amount", "should match '^[0-9]+m$'")]
    [InlineData("""{"mode":"Off","items":[{"name":"a"},{}]}""", "spec.items[1].name", "Required value")]
    public async Task A_custom_resource_that_breaks_its_schema_is_refused_with_the_field(string spec, string field, string why)
    {
        var (widgets, _) = await WidgetsAsync();
        var answer = (await Client.PostAsync(widgets, Widget(widgets, "bad", spec))).ExpectStatus(422, "Invalid", why);
        // kube-apiserver before 1.22 names the array, not the element.
        var named = answer.Field("details.causes.0.field")!;
        Assert.Equal(field.Replace("[1]", "", StringComparison.Ordinal), named.Replace("[1]", "", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_custom_resource_has_its_own_columns()
    {
        var (widgets, _) = await WidgetsAsync();
        (await Client.PostAsync(widgets, Widget(widgets, "one", """{"mode":"Auto"}"""))).Expect(201);
        (await Client.PatchAsync(widgets + "/one/status", "merge-patch",
            """{"status":{"conditions":[{"type":"Other","status":"False"},{"type":"RecommendationProvided","status":"True"}]}}""")).Expect(200);
        var table = (await Client.GetAsync(widgets, TableType)).Expect(200);
        Assert.Equal("Table", table.Field("kind"));
        Assert.Equal(["Name", "Mode", "Provided", "Size", "Age"], Columns(table));
        Assert.Equal("1", table.Field("columnDefinitions.3.priority"));
        Assert.Equal("one Auto True 3", string.Join(' ', Enumerable.Range(0, 4).Select(i => table.Field($"rows.0.cells.{i}"))));
        Assert.Equal("one", table.Field("rows.0.object.metadata.name"));
    }

    [SkippableFact]
    public async Task A_custom_resource_scales_where_its_definition_says()
    {
        var (widgets, _) = await WidgetsAsync();
        (await Client.PostAsync(widgets, Widget(widgets, "one", """{"mode":"Auto","replicas":2}"""))).Expect(201);
        (await Client.PatchAsync(widgets + "/one/status", "merge-patch", """{"status":{"selector":"app=x","replicas":1}}""")).Expect(200);
        var scale = (await Client.GetAsync(widgets + "/one/scale")).Expect(200);
        Assert.Equal("2 1 app=x", $"{scale.Field("spec.replicas")} {scale.Field("status.replicas")} {scale.Field("status.selector")}");
        (await Client.PatchAsync(widgets + "/one/scale", "merge-patch", """{"spec":{"replicas":4}}""")).Expect(200);
        Assert.Equal("4", (await Client.GetAsync(widgets + "/one")).Field("spec.replicas"));
    }

    [SkippableFact]
    public async Task A_definition_that_goes_takes_its_resource_along()
    {
        var (widgets, group) = await WidgetsAsync();
        (await Client.PostAsync(widgets, Widget(widgets, "one", """{"mode":"Auto"}"""))).Expect(201);
        (await Client.DeleteAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.{group}")).Expect(200);
        await UntilAsync(widgets, a => a.Code == 404);
    }

    [SkippableFact]
    public async Task Pods_are_shown_as_kubectl_prints_them()
    {
        var ns = await NamespaceAsync();
        (await Client.PostAsync(ns + "/pods", Manifests.Pod("p", node: "n1"))).Expect(201);
        var table = (await Client.GetAsync(ns + "/pods", TableType)).Expect(200);
        Assert.Equal(["Name", "Ready", "Status", "Restarts", "Age", "IP", "Node", "Nominated Node", "Readiness Gates"], Columns(table));
        Assert.Equal("p 0/1 Pending 0", string.Join(' ', Enumerable.Range(0, 4).Select(i => table.Field($"rows.0.cells.{i}"))));
    }

    [SkippableFact]
    public async Task Limits_become_requests_and_a_request_above_its_limit_is_refused()
    {
        var ns = await NamespaceAsync();
        var pod = (await Client.PostAsync(ns + "/pods", Manifests.Pod("p", """{"limits":{"cpu":"200m","memory":"64Mi"}}"""))).Expect(201);
        Assert.Equal("200m", pod.Field("spec.containers.0.resources.requests.cpu"));
        Assert.Equal("Guaranteed", pod.Field("status.qosClass"));
        Assert.Equal("Pending", pod.Field("status.phase"));
        (await Client.PostAsync(ns + "/pods", Manifests.Pod("q", """{"limits":{"cpu":"100m"},"requests":{"cpu":"0.2"}}""")))
            .ExpectStatus(422, "Invalid", "must be less than or equal to cpu limit");
        (await Client.PatchAsync(ns + "/pods/p", "strategic-merge-patch",
            """{"spec":{"containers":[{"name":"app","resources":{"requests":{"cpu":"100m"}}}]}}"""))
            .ExpectStatus(422, "Invalid", "pod updates may not change fields other than");
    }

    [SkippableFact]
    public async Task Amounts_are_stored_in_their_canonical_form()
    {
        var ns = await NamespaceAsync();
        var pod = (await Client.PostAsync(ns + "/pods", Manifests.Pod("p", """{"limits":{"cpu":2,"memory":"2048Mi"},"requests":{"cpu":"0.5","memory":"1000001024"}}"""))).Expect(201);
        Assert.Equal("2", pod.StringAt("spec.containers.0.resources.limits.cpu"));
        Assert.Equal("2Gi", pod.StringAt("spec.containers.0.resources.limits.memory"));
        Assert.Equal("500m", pod.StringAt("spec.containers.0.resources.requests.cpu"));
        Assert.Equal("1000001024", pod.StringAt("spec.containers.0.resources.requests.memory"));
        var deployment = Manifests.Deployment("web", 1);
        deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["resources"] = Manifests.Parse("""{"requests":{"cpu":1.5,"memory":"1024Ki"}}""");
        var path = ns.Replace("/api/v1", "/apis/apps/v1", StringComparison.Ordinal) + "/deployments";
        var created = (await Client.PostAsync(path, deployment)).Expect(201);
        Assert.Equal("1500m", created.StringAt("spec.template.spec.containers.0.resources.requests.cpu"));
        Assert.Equal("1Mi", created.StringAt("spec.template.spec.containers.0.resources.requests.memory"));
        var range = (await Client.PostAsync(ns + "/limitranges", Manifests.Parse(
            """
            {"apiVersion":"v1","kind":"LimitRange","metadata":{"name":"l"},"spec":{"limits":[{"type":"Container","max":{"cpu":4,"memory":"4096Mi"}}]}}
            """))).Expect(201);
        Assert.Equal("4", range.StringAt("spec.limits.0.max.cpu"));
        Assert.Equal("4Gi", range.StringAt("spec.limits.0.default.memory"));
    }

    [SkippableFact]
    public async Task A_limit_range_fills_in_defaults_and_refuses_what_lies_outside()
    {
        var ns = await NamespaceAsync();
        (await Client.PostAsync(ns + "/limitranges", Manifests.Parse(
            """
            {"apiVersion":"v1","kind":"LimitRange","metadata":{"name":"l"},"spec":{"limits":[{"type":"Container",
              "min":{"cpu":"50m"},"max":{"cpu":"1","memory":"1Gi"},"default":{"cpu":"500m"},"defaultRequest":{"cpu":"100m"}}]}}
            """))).Expect(201);
        var pod = (await Client.PostAsync(ns + "/pods", Manifests.Pod("p"))).Expect(201);
        Assert.Equal("100m", pod.Field("spec.containers.0.resources.requests.cpu"));
        Assert.Equal("500m", pod.Field("spec.containers.0.resources.limits.cpu"));
        Assert.Equal("1Gi", pod.Field("spec.containers.0.resources.limits.memory"));
        (await Client.PostAsync(ns + "/pods", Manifests.Pod("low", """{"requests":{"cpu":"10m"}}""")))
            .ExpectStatus(403, "Forbidden", "minimum cpu usage per Container is 50m, but request is 10m");
        (await Client.PostAsync(ns + "/pods", Manifests.Pod("high", """{"limits":{"cpu":"2"}}""")))
            .ExpectStatus(403, "Forbidden", "maximum cpu usage per Container is 1, but limit is 2");
    }

    [SkippableFact]
    public async Task A_pod_without_a_budget_is_evicted()
    {
        var ns = await NamespaceAsync();
        await RunningPodAsync(ns, "p");
        (await EvictAsync(ns, "p")).Expect(201);
        Assert.NotNull((await Client.GetAsync(ns + "/pods/p")).Expect(200).Field("metadata.deletionTimestamp"));
        (await EvictAsync(ns, "none")).ExpectStatus(404, "NotFound");
    }

    [SkippableFact]
    public async Task Binds_a_pod_to_a_node_once()
    {
        var ns = await NamespaceAsync();
        (await Client.PostAsync(ns + "/pods", Manifests.Pod("p"))).Expect(201);
        var binding = Manifests.Parse(
            """{"apiVersion":"v1","kind":"Binding","metadata":{"name":"p"},"target":{"apiVersion":"v1","kind":"Node","name":"n1"}}""");
        (await Client.PostAsync(ns + "/pods/p/binding", binding)).Expect(201);
        var pod = (await Client.GetAsync(ns + "/pods/p")).Expect(200);
        Assert.Equal("n1", pod.Field("spec.nodeName"));
        Assert.Equal("PodScheduled", pod.Field("status.conditions.0.type"));
        (await Client.PostAsync(ns + "/pods/p/binding", binding)).ExpectStatus(409, "Conflict");
    }

    protected async Task RunningPodAsync(string ns, string name, bool ready = true)
    {
        (await Client.PostAsync(ns + "/pods", Manifests.Pod(name, node: "n1"))).Expect(201);
        var status = new JsonObject { ["status"] = Manifests.RunningStatus(ready) };
        (await Client.PatchAsync($"{ns}/pods/{name}/status", "strategic-merge-patch", status.ToJsonString())).Expect(200);
    }

    /// <summary>Evicts by whichever version of policy the server has.</summary>
    protected async Task<ApiAnswer> EvictAsync(string ns, string pod)
    {
        var version = (await Client.GetAsync("/apis/policy/v1")).Code == 200 ? "v1" : "v1beta1";
        return await Client.PostAsync($"{ns}/pods/{pod}/eviction", Manifests.Parse(
            $$$"""{"apiVersion":"policy/{{{version}}}","kind":"Eviction","metadata":{"name":"{{{pod}}}","namespace":"{{{NameOf(ns)}}}"} }"""));
    }

    /// <summary>Installs a definition of its own group; answers the path of its resource in a new namespace, and the group.</summary>
    private async Task<(string Widgets, string Group)> WidgetsAsync()
    {
        var ns = NameOf(await NamespaceAsync());
        var group = ns + ".example.com";
        (await Client.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Manifests.WidgetDefinition(group))).Expect(201);
        var path = $"/apis/{group}/v1/namespaces/{ns}/widgets";
        await UntilAsync(path, a => a.Code == 200);
        return (path, group);
    }

    private static JsonObject Widget(string path, string name, string spec) => Manifests.Parse(
        $$$"""{"apiVersion":"{{{path.Split('/')[2]}}}/v1","kind":"Widget","metadata":{"name":"{{{name}}}"},"spec":{{{spec}}},"status":{"x":"z"} }""");

    private static IEnumerable<string?> Columns(ApiAnswer table) =>
        ((JsonArray)table.Json["columnDefinitions"]!).Select(c => ApiAnswer.Field(c, "name"));
}
