using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;
using Vpa.Simulation.Manifests;

namespace Vpa.E2E.Tests.Installing;

/// <summary>What kustomize or helm made of the files in <c>deploy/</c>: the objects that an operator applies.</summary>
internal sealed class RenderedManifest
{
    // Many tests look at the same rendering.
    private static readonly ConcurrentDictionary<string, Lazy<Task<RenderedManifest>>> Rendered = new(StringComparer.Ordinal);

    private RenderedManifest(IReadOnlyList<JsonObject> objects) => (Text, Objects) = ("", objects);

    private RenderedManifest(string text) => (Text, Objects) = (text, [.. ManifestInstaller.Read(text)]);

    /// <summary>The YAML as it was printed.</summary>
    public string Text { get; }

    public IReadOnlyList<JsonObject> Objects { get; }

    public IEnumerable<JsonObject> Deployments => Of("Deployment");

    /// <summary>Takes YAML that is rendered already.</summary>
    public static RenderedManifest Read(string text) => new(text);

    /// <summary>Renders a folder below <c>deploy/</c>; an empty name is <c>deploy/</c> itself.</summary>
    public static Task<RenderedManifest> KustomizeAsync(string folder)
    {
        Skip.If(Kubectl.Binary is null, Kubectl.MissingReason);
        return OnceAsync(folder, () => new Kubectl("/dev/null").RunAsync("kustomize", Path.Combine(Manifests.Root, "deploy", folder)));
    }

    /// <summary>Renders the chart.</summary>
    public static Task<RenderedManifest> HelmAsync(JsonObject values, string ns = "kube-system", params string[] flags)
    {
        Helm.Require();
        return OnceAsync($"helm {ns} {string.Join(' ', flags)} {values.ToJsonString()}", () => Helm.TemplateAsync(values, ns, flags));
    }

    /// <summary>What a server holds of roles and of the bindings that name one of the accounts in kube-system.</summary>
    public static async Task<RenderedManifest> StoredRightsAsync(Kubectl kubectl, IEnumerable<string> accounts)
    {
        var names = accounts.ToHashSet(StringComparer.Ordinal);
        var stored = JsonNode.Parse((await kubectl.RunAsync("get", "clusterroles,clusterrolebindings,roles,rolebindings", "--all-namespaces", "-o", "json")).Expected())!;
        return new([.. stored["items"]!.AsArray().Select(o => o!.AsObject()).Where(o => o["roleRef"] is null || BindsAny(o, names))]);
    }

    private static bool BindsAny(JsonObject binding, HashSet<string> accounts) => binding["subjects"] is JsonArray subjects
        && subjects.Any(s => s!["kind"]!.GetValue<string>() == "ServiceAccount" && s["namespace"]?.GetValue<string>() == "kube-system" && accounts.Contains(s["name"]!.GetValue<string>()));

    public IEnumerable<JsonObject> Of(string kind) => Objects.Where(o => o["kind"]!.GetValue<string>() == kind);

    public static string Name(JsonNode manifest) => manifest["metadata"]!["name"]!.GetValue<string>();

    public static JsonNode PodSpec(JsonNode deployment) => deployment["spec"]!["template"]!["spec"]!;

    public static JsonNode Container(JsonNode deployment) => Assert.Single(PodSpec(deployment)["containers"]!.AsArray())!;

    public static IReadOnlyList<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(t => t!.GetValue<string>())];

    private static Task<RenderedManifest> OnceAsync(string key, Func<Task<ToolResult>> render) =>
        Rendered.GetOrAdd(key, _ => new(async () => new RenderedManifest((await render()).Expected()))).Value;
}
