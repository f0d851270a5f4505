using System.Globalization;
using System.Text.Json.Nodes;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>Creating, reading, changing and deleting.</summary>
public abstract partial class ContractTests
{
    [SkippableFact]
    public async Task Creates_reads_and_deletes_an_object()
    {
        var ns = await NamespaceAsync();
        var created = await CreateMapAsync(ns, "one", data: """{"a":"b"}""");
        Assert.False(string.IsNullOrEmpty(created.Field("metadata.uid")));
        Assert.False(string.IsNullOrEmpty(created.Field("metadata.creationTimestamp")));
        Assert.Equal(NameOf(ns), created.Field("metadata.namespace"));
        var read = (await Client.GetAsync(ns + "/configmaps/one")).Expect(200);
        Assert.Equal("b", read.Field("data.a"));
        Assert.Equal(created.Version, read.Version);
        var gone = (await Client.DeleteAsync(ns + "/configmaps/one")).Expect(200);
        Assert.Equal("Success", gone.Field("status"));
        (await Client.GetAsync(ns + "/configmaps/one")).ExpectStatus(404, "NotFound", "configmaps \"one\" not found");
    }

    [SkippableFact]
    public async Task Refuses_a_second_object_of_the_same_name_and_makes_names_from_a_prefix()
    {
        var ns = await NamespaceAsync();
        await CreateMapAsync(ns, "one");
        (await Client.PostAsync(ns + "/configmaps", Manifests.ConfigMap("one"))).ExpectStatus(409, "AlreadyExists", "configmaps \"one\" already exists");
        var generated = Manifests.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"x-"}}""");
        var first = (await Client.PostAsync(ns + "/configmaps", generated)).Expect(201);
        var second = (await Client.PostAsync(ns + "/configmaps", generated)).Expect(201);
        Assert.Matches("^x-[a-z0-9]{5}$", first.Field("metadata.name")!);
        Assert.NotEqual(first.Field("metadata.name"), second.Field("metadata.name"));
    }

    [SkippableTheory]
    [InlineData("Bad_Name")]
    [InlineData("-x")]
    [InlineData("a..b")]
    public async Task Refuses_names_that_are_no_dns_names(string name)
    {
        var ns = await NamespaceAsync();
        (await Client.PostAsync(ns + "/configmaps", Manifests.ConfigMap(name))).ExpectStatus(422, "Invalid", "metadata.name");
    }

    [SkippableFact]
    public async Task Refuses_what_does_not_fit_the_address()
    {
        var ns = await NamespaceAsync();
        (await Client.PostAsync(ns + "/configmaps", Manifests.Pod("p"))).Expect(400);
        var elsewhere = Manifests.ConfigMap("one");
        elsewhere["metadata"]!["namespace"] = "default";
        (await Client.PostAsync(ns + "/configmaps", elsewhere)).Expect(400);
        (await Client.PostAsync("/api/v1/namespaces/no-such-namespace/configmaps", Manifests.ConfigMap("one"))).ExpectStatus(404, "NotFound");
        (await Client.GetAsync("/api/v1/nonsense")).ExpectStatus(404, "NotFound", "the server could not find the requested resource");
        (await Client.GetAsync("/apis/no.such.group/v1/things")).Expect(404);
    }

    [SkippableFact]
    public async Task Refuses_an_update_of_an_older_version()
    {
        var ns = await NamespaceAsync();
        var old = (await CreateMapAsync(ns, "one")).Json;
        var changed = (JsonObject)old.DeepClone();
        changed["data"] = new JsonObject { ["a"] = "1" };
        var updated = (await Client.PutAsync(ns + "/configmaps/one", changed)).Expect(200);
        Assert.NotEqual(ApiAnswer.Field(old, "metadata.resourceVersion"), updated.Version);
        old["data"] = new JsonObject { ["a"] = "2" };
        (await Client.PutAsync(ns + "/configmaps/one", old)).ExpectStatus(409, "Conflict", "the object has been modified");
        Assert.Equal("1", (await Client.GetAsync(ns + "/configmaps/one")).Field("data.a"));
    }

    [SkippableFact]
    public async Task An_update_that_changes_nothing_keeps_the_version()
    {
        var ns = await NamespaceAsync();
        var created = await CreateMapAsync(ns, "one", data: """{"a":"b"}""");
        var same = (await Client.PutAsync(ns + "/configmaps/one", created.Json)).Expect(200);
        Assert.Equal(created.Version, same.Version);
        var patched = (await Client.PatchAsync(ns + "/configmaps/one", "merge-patch", """{"data":{"a":"b"}}""")).Expect(200);
        Assert.Equal(created.Version, patched.Version);
    }

    [SkippableFact]
    public async Task Concurrent_patches_lose_nothing()
    {
        var ns = await NamespaceAsync();
        await CreateMapAsync(ns, "one");
        var patches = Enumerable.Range(0, 8).Select(i => Client.PatchAsync(
            ns + "/configmaps/one", "merge-patch", $$$"""{"data":{"k{{{i}}}":"v"}}"""));
        foreach (var answer in await Task.WhenAll(patches))
        {
            // A real server gives a patch up after five collisions; it must say so then.
            Assert.True(answer.Code is 200 or 409, answer.Text);
        }

        var landed = ((JsonObject)(await Client.GetAsync(ns + "/configmaps/one")).Json["data"]!).Count;
        Assert.InRange(landed, 1, 8);
    }

    [SkippableFact]
    public async Task Delete_honours_preconditions()
    {
        var ns = await NamespaceAsync();
        await CreateMapAsync(ns, "one");
        var wrong = Manifests.Parse("""{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"another"}}""");
        (await Client.DeleteAsync(ns + "/configmaps/one", wrong)).ExpectStatus(409, "Conflict");
        (await Client.GetAsync(ns + "/configmaps/one")).Expect(200);
    }

    [SkippableFact]
    public async Task A_pod_on_a_node_lives_through_its_grace_period_and_another_goes_at_once()
    {
        var ns = await NamespaceAsync();
        (await Client.PostAsync(ns + "/pods", Manifests.Pod("placed", node: "n1"))).Expect(201);
        (await Client.PostAsync(ns + "/pods", Manifests.Pod("waiting"))).Expect(201);
        var dying = (await Client.DeleteAsync(ns + "/pods/placed")).Expect(200);
        Assert.NotNull(dying.Field("metadata.deletionTimestamp"));
        Assert.Equal("30", dying.Field("metadata.deletionGracePeriodSeconds"));
        (await Client.GetAsync(ns + "/pods/placed")).Expect(200);
        (await Client.DeleteAsync(ns + "/pods/waiting")).Expect(200);
        (await Client.GetAsync(ns + "/pods/waiting")).Expect(404);
        (await Client.DeleteAsync(ns + "/pods/placed?gracePeriodSeconds=0")).Expect(200);
        (await Client.GetAsync(ns + "/pods/placed")).Expect(404);
    }

    [SkippableFact]
    public async Task A_finalizer_holds_an_object_until_it_is_taken_off()
    {
        var ns = await NamespaceAsync();
        var held = Manifests.ConfigMap("held");
        held["metadata"]!["finalizers"] = new JsonArray("example.com/hold");
        (await Client.PostAsync(ns + "/configmaps", held)).Expect(201);
        (await Client.DeleteAsync(ns + "/configmaps/held")).Expect(200);
        Assert.NotNull((await Client.GetAsync(ns + "/configmaps/held")).Expect(200).Field("metadata.deletionTimestamp"));
        (await Client.PatchAsync(ns + "/configmaps/held", "merge-patch", """{"metadata":{"finalizers":null}}""")).Expect(200);
        (await Client.GetAsync(ns + "/configmaps/held")).Expect(404);
    }

    [SkippableFact]
    public async Task A_dry_run_stores_nothing()
    {
        var ns = await NamespaceAsync();
        (await Client.PostAsync(ns + "/configmaps?dryRun=All", Manifests.ConfigMap("one"))).Expect(201);
        (await Client.GetAsync(ns + "/configmaps/one")).Expect(404);
        await CreateMapAsync(ns, "two");
        (await Client.PatchAsync(ns + "/configmaps/two?dryRun=All", "merge-patch", """{"data":{"a":"b"}}""")).Expect(200);
        (await Client.DeleteAsync(ns + "/configmaps/two?dryRun=All")).Expect(200);
        Assert.Null((await Client.GetAsync(ns + "/configmaps/two")).Expect(200).Field("data.a"));
    }

    [SkippableFact]
    public async Task Deletes_what_a_selector_chooses()
    {
        var ns = await NamespaceAsync();
        await CreateMapAsync(ns, "one", """{"a":"1"}""");
        await CreateMapAsync(ns, "two", """{"a":"2"}""");
        (await Client.DeleteAsync(ns + "/configmaps?labelSelector=a%3D1")).Expect(200);
        Assert.Equal(["two"], Names(await Client.GetAsync(ns + "/configmaps?labelSelector=a")));
    }

    [SkippableFact]
    public async Task Generation_counts_changes_of_the_spec_only()
    {
        var ns = (await NamespaceAsync()).Replace("/api/v1", "/apis/apps/v1", StringComparison.Ordinal) + "/deployments";
        Assert.Equal("1", (await Client.PostAsync(ns, Manifests.Deployment("web", 2))).Expect(201).Field("metadata.generation"));
        (await Client.PatchAsync(ns + "/web/status", "merge-patch", """{"status":{"replicas":1,"observedGeneration":1}}""")).Expect(200);
        (await Client.PatchAsync(ns + "/web", "merge-patch", """{"metadata":{"labels":{"x":"y"}}}""")).Expect(200);
        Assert.Equal("1", (await Client.GetAsync(ns + "/web")).Field("metadata.generation"));
        var scaled = (await Client.PatchAsync(ns + "/web", "merge-patch", """{"spec":{"replicas":5},"status":{"replicas":99}}""")).Expect(200);
        Assert.Equal("2", scaled.Field("metadata.generation"));
        Assert.NotEqual("99", scaled.Field("status.replicas"));
    }

    [SkippableFact]
    public async Task Scale_reads_and_writes_the_replicas()
    {
        var ns = (await NamespaceAsync()).Replace("/api/v1", "/apis/apps/v1", StringComparison.Ordinal) + "/deployments";
        (await Client.PostAsync(ns, Manifests.Deployment("web", 2))).Expect(201);
        var scale = (await Client.GetAsync(ns + "/web/scale")).Expect(200);
        Assert.Equal("Scale", scale.Field("kind"));
        Assert.Equal("2", scale.Field("spec.replicas"));
        Assert.Equal("app=web", scale.Field("status.selector"));
        (await Client.PatchAsync(ns + "/web/scale", "merge-patch", """{"spec":{"replicas":7}}""")).Expect(200);
        Assert.Equal("7", (await Client.GetAsync(ns + "/web/scale")).Field("spec.replicas"));
        var (answer, attempts) = (default(ApiAnswer)!, 0);
        do // a controller may be at the same object, and then the reader has to read again
        {
            var wanted = (await Client.GetAsync(ns + "/web/scale")).Expect(200).Json;
            wanted["spec"]!["replicas"] = 3;
            answer = await Client.PutAsync(ns + "/web/scale", wanted);
        }
        while (answer.Code == 409 && ++attempts < 100);
        answer.Expect(200);
        Assert.Equal("3", (await Client.GetAsync(ns + "/web")).Field("spec.replicas"));
    }

    [SkippableFact]
    public async Task Serves_both_versions_of_http_and_lists_many_objects()
    {
        var ns = await NamespaceAsync();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i =>
            CreateMapAsync(ns, "m" + i.ToString("D3", CultureInfo.InvariantCulture), data: "{\"x\":\"" + new string('y', 2000) + "\"}")));
        using var old = new ApiClient(Server.Address, Server.CaCertificatePem, Server.AdminToken, new Version(1, 1));
        Assert.Equal(300, (await old.GetAsync(ns + "/configmaps?labelSelector=!k")).Expect(200).Items.Count(i =>
            ApiAnswer.Field((JsonNode?)i, "metadata.name")!.StartsWith('m')));
    }
}
