using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Installing;

/// <summary>
/// The definitions applied over old ones that served and stored <c>v1beta2</c>, as clusters of long ago still have them: every stored VPA stays
/// and is read as <c>v1</c>. Under another group, because the other tests share the real one.
/// </summary>
[Collection(ControlPlaneTests.Name)]
public sealed class DefinitionUpgradeTests(ControlPlaneFixture controlPlane)
{
    private const string Group = "autoscaling.example.com";
    private const string Path = $"/apis/{Group}/v1/namespaces/default/verticalpodautoscalers/";

    [SkippableFact] // D3
    public async Task Every_stored_VPA_outlives_the_upgrade()
    {
        var cluster = controlPlane.Require();
        var kubectl = Installation.AdminOf(cluster);
        using var api = new ApiClient(cluster, cluster.AdminToken);
        var ours = (await RenderedManifest.KustomizeAsync("crds")).Objects.Select(Regrouped).Single(d => RenderedManifest.Name(d).StartsWith("verticalpodautoscalers.", StringComparison.Ordinal));
        try
        {
            await ApplyAsync(kubectl, Storing("v1beta2", ours));
            await UntilServedAsync(api, "v1beta2");
            (await kubectl.ApplyAsync(Vpa("v1beta2", "of-old", "Auto"))).Expected();
            await ApplyAsync(kubectl, Storing("v1", ours));
            await UntilServedAsync(api, "v1");
            (await kubectl.ApplyAsync(Vpa("v1", "of-late", "InPlaceOrRecreate"))).Expected();
            Assert.Equal(200, (int)(await api.SendAsync(HttpMethod.Patch, Path + "of-late/status", """{"status":{"recommendation":{"containerRecommendations":[{"containerName":"app","target":{"cpu":"1"}}]}}}""")).Code);
            var before = await StoredAsync(api);

            await ApplyAsync(kubectl, ours);
            await Polling.UntilAsync("only v1 to be served", TimeSpan.FromSeconds(60), async cancel =>
                await api.FindAsync($"/apis/{Group}/v1beta2", cancel) is null ? null : "v1beta2 still is");
            Assert.Equal(before, await StoredAsync(api));
            Assert.Equal("Auto", (await api.GetAsync(Path + "of-old"))["spec"]!["updatePolicy"]!["updateMode"]!.GetValue<string>());
            // They can be written as well, which moves them to the new version in the store.
            (await kubectl.RunAsync("annotate", $"verticalpodautoscalers.{Group}", "of-old", "-n", "default", "touched=yes")).Expected();
        }
        finally
        {
            await kubectl.RunAsync("delete", "crd", "verticalpodautoscalers." + Group, "--ignore-not-found");
        }
    }

    // Without the short name: kubectl keeps what it discovered, and would take this group for `vpa` long after it is gone.
    private static JsonObject Regrouped(JsonObject definition)
    {
        var regrouped = JsonNode.Parse(definition.ToJsonString().Replace("autoscaling.k8s.io", Group, StringComparison.Ordinal))!.AsObject();
        regrouped["spec"]!["names"]!.AsObject().Remove("shortNames");
        return regrouped;
    }

    /// <summary>The definition as it once was: both versions served, the one named stored.</summary>
    private static JsonObject Storing(string version, JsonObject definition)
    {
        var old = definition.DeepClone().AsObject();
        foreach (var served in old["spec"]!["versions"]!.AsArray())
        {
            served!["served"] = true;
            served["storage"] = served["name"]!.GetValue<string>() == version;
        }

        return old;
    }

    private static async Task ApplyAsync(Kubectl kubectl, JsonObject definition) =>
        (await kubectl.RunAsync(definition.ToJsonString(), ["apply", "--validate=false", "-f", "-"])).Expected();

    private static Task UntilServedAsync(ApiClient api, string version) =>
        Polling.UntilAsync($"{version} to be served and stored", TimeSpan.FromSeconds(60), async cancel =>
            await api.FindAsync($"/apis/{Group}/{version}/verticalpodautoscalers", cancel) is null ? "it is not" : null);

    /// <summary>What is stored, without what the server says of the fields' owners: it names versions.</summary>
    private static async Task<string> StoredAsync(ApiClient api)
    {
        var items = (await api.GetAsync($"/apis/{Group}/v1/verticalpodautoscalers"))["items"]!.AsArray();
        Assert.Equal(2, items.Count);
        foreach (var item in items)
        {
            item!["metadata"]!.AsObject().Remove("managedFields");
        }

        return items.ToJsonString();
    }

    private static string Vpa(string version, string name, string mode) => $$"""
        apiVersion: {{Group}}/{{version}}
        kind: VerticalPodAutoscaler
        metadata: {name: {{name}}, namespace: default}
        spec:
          targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
          updatePolicy: {updateMode: {{mode}}}
        """;
}
