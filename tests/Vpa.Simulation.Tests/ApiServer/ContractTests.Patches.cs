namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>The three kinds of patch.</summary>
public abstract partial class ContractTests
{
    [SkippableFact]
    public async Task Json_patch_adds_replaces_removes_and_tests()
    {
        var ns = await NamespaceAsync();
        await CreateMapAsync(ns, "one", data: """{"a":"1","b":"2"}""");
        var patched = (await Client.PatchAsync(ns + "/configmaps/one", "json-patch",
            """[{"op":"test","path":"/data/a","value":"1"},{"op":"replace","path":"/data/a","value":"3"},{"op":"remove","path":"/data/b"},{"op":"add","path":"/metadata/annotations","value":{}},{"op":"add","path":"/metadata/annotations/x~1y","value":"z"}]""")).Expect(200);
        Assert.Equal("3", patched.Field("data.a"));
        Assert.Null(patched.Field("data.b"));
        Assert.Equal("z", patched.Field("metadata.annotations.x/y"));
        (await Client.PatchAsync(ns + "/configmaps/one", "json-patch", """[{"op":"test","path":"/data/a","value":"1"}]""")).Expect(422);
        (await Client.PatchAsync(ns + "/configmaps/one", "json-patch", """[{"op":"remove","path":"/data/none"}]""")).Expect(422);
    }

    [SkippableFact]
    public async Task A_patch_that_names_an_older_version_is_refused()
    {
        var ns = await NamespaceAsync();
        var created = await CreateMapAsync(ns, "one");
        (await Client.PatchAsync(ns + "/configmaps/one", "merge-patch", """{"data":{"a":"1"}}""")).Expect(200);
        (await Client.PatchAsync(
            ns + "/configmaps/one", "merge-patch", $$$"""{"metadata":{"resourceVersion":"{{{created.Version}}}"},"data":{"a":"2"}}"""))
            .ExpectStatus(409, "Conflict");
    }

    [SkippableFact]
    public async Task Strategic_merge_patch_merges_containers_and_environment_by_name()
    {
        var ns = (await NamespaceAsync()).Replace("/api/v1", "/apis/apps/v1", StringComparison.Ordinal) + "/deployments";
        (await Client.PostAsync(ns, Manifests.Deployment("web", 1))).Expect(201);
        var patched = (await Client.PatchAsync(ns + "/web", "strategic-merge-patch",
            """
            {"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"side"},{"name":"app"}],
              "containers":[{"name":"app","image":"web:2","env":[{"name":"B","$patch":"delete"},{"name":"C","value":"3"}]}]}}}}
            """)).Expect(200);
        Assert.Equal("side", patched.Field("spec.template.spec.containers.0.name"));
        Assert.Equal("s:1", patched.Field("spec.template.spec.containers.0.image"));
        Assert.Equal("web:2", patched.Field("spec.template.spec.containers.1.image"));
        var names = ((System.Text.Json.Nodes.JsonArray)patched.Json["spec"]!["template"]!["spec"]!["containers"]![1]!["env"]!)
            .Select(e => ApiAnswer.Field(e, "name")).Order(StringComparer.Ordinal);
        Assert.Equal(["A", "C"], names);
    }

    [SkippableFact]
    public async Task Strategic_merge_patch_merges_conditions_by_type()
    {
        var ns = await NamespaceAsync();
        (await Client.PostAsync(ns + "/pods", Manifests.Pod("p", node: "n1"))).Expect(201);
        (await Client.PatchAsync(ns + "/pods/p/status", "strategic-merge-patch",
            """{"status":{"conditions":[{"type":"Ready","status":"False"},{"type":"Initialized","status":"True"}]}}""")).Expect(200);
        var patched = (await Client.PatchAsync(ns + "/pods/p/status", "strategic-merge-patch",
            """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""")).Expect(200);
        Assert.Equal(2, ((System.Text.Json.Nodes.JsonArray)patched.Json["status"]!["conditions"]!).Count(c =>
            ApiAnswer.Field(c, "type") is "Ready" or "Initialized" && ApiAnswer.Field(c, "status") == "True"));
    }

    [SkippableFact]
    public async Task Refuses_patches_of_unknown_types()
    {
        var ns = await NamespaceAsync();
        await CreateMapAsync(ns, "one");
        (await Client.PatchAsync(ns + "/configmaps/one", "nonsense", "{}")).ExpectStatus(415, "UnsupportedMediaType");
    }
}
