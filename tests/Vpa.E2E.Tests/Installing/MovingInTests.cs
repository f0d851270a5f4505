using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Vpa.E2E.Tests.Admitting;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;
using Vpa.E2E.Tests.Scenarios;

namespace Vpa.E2E.Tests.Installing;

/// <summary>
/// The commands of <c>deploy/MOVING-IN.md</c>, run as they stand there over an installation of upstream's on a real API server, while Pods are created without a
/// pause: each is patched by the one webhook or the other.
/// </summary>
[Collection(ControlPlaneTests.Name)]
public sealed partial class MovingInTests(ControlPlaneFixture controlPlane)
{
    private const string Namespace = "moving-in";
    private const string OwnImage = "vpa:0.1.0";

    /// <summary>So many that each of the two webhooks is seen at work before the next step.</summary>
    private const int SomePods = 20;
    private const string VpaPath = $"/apis/autoscaling.k8s.io/v1/namespaces/{Namespace}/verticalpodautoscalers/web";
    private const string CheckpointPath = $"/apis/autoscaling.k8s.io/v1/namespaces/{Namespace}/verticalpodautoscalercheckpoints/web-app";
    private const string WebhookPath = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/vpa-webhook-config";

    private const string Vpa = $$$"""
        apiVersion: autoscaling.k8s.io/v1
        kind: VerticalPodAutoscaler
        metadata: {name: web, namespace: {{{Namespace}}}}
        spec:
          targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
          updatePolicy: {updateMode: "Off"}
        """;

    private const string Checkpoint = $$$"""
        apiVersion: autoscaling.k8s.io/v1
        kind: VerticalPodAutoscalerCheckpoint
        metadata: {name: web-app, namespace: {{{Namespace}}}}
        spec: {vpaObjectName: web, containerName: app}
        status: {version: v3, totalSamplesCount: 7, cpuHistogram: {bucketWeights: {"12": 10000}, totalWeight: 1.5}, memoryHistogram: {bucketWeights: {}, totalWeight: 0} }
        """;

    private const string Status = """
        {"status":{"recommendation":{"containerRecommendations":[{"containerName":"app","target":{"cpu":"587m","memory":"262144k"}}]},
         "conditions":[{"type":"RecommendationProvided","status":"True"}]}}
        """;

    /// <summary>The page waits three times up to five minutes for a roll-out.</summary>
    private static readonly TimeSpan ChapterDeadline = TimeSpan.FromMinutes(16);

    [SkippableFact]
    public async Task The_page_leads_in_and_back_without_a_gap_and_touches_no_VPA()
    {
        var cluster = controlPlane.Require();
        Skip.If(Programs.Find("openssl") is null, "no openssl on PATH");
        var kubectl = await Installation.InstallAsync(cluster);
        await Installation.CreateNamespaceAsync(cluster, Namespace);
        using var api = new ApiClient(cluster, cluster.AdminToken);
        await using var nodes = await SimulatedNodes.StartAsync(cluster);
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, Namespace)).FullName;
        await using var webhook = new WebhookRollOut(cluster, folder);
        var upstream = await InstallUpstreamAsync(kubectl, api, folder, webhook.Webhook);
        try
        {
            await webhook.ToAsync(UpstreamInstallation.WebhookImage);
            await using var pods = await PodStream.StartAsync(cluster, Namespace + "-pods");
            var (before, registration) = (await ObjectsAsync(api), await RegistrationAsync(api));
            await pods.UntilMoreAsync(SomePods);

            Assert.True(await DuringAsync(webhook.ToAsync(OwnImage), RunAsync(cluster, folder, "From upstream's manifests")) >= SomePods);
            Assert.Equal(before, await ObjectsAsync(api));
            Assert.Equal(registration, await RegistrationAsync(api));
            await AssertMovedInAsync(kubectl, api);
            await pods.UntilMoreAsync(SomePods);

            (await kubectl.ApplyAsync(upstream)).Expected();
            Assert.True(await DuringAsync(webhook.ToAsync(UpstreamInstallation.WebhookImage), RunAsync(cluster, folder, "Going back")) >= SomePods);
            Assert.Equal(before, await ObjectsAsync(api));
            Assert.Equal(registration, await RegistrationAsync(api));
            Assert.Equal("registry.k8s.io/autoscaling/vpa-updater:1.7.1", Image(await api.GetAsync("/apis/apps/v1/namespaces/kube-system/deployments/vpa-updater")));
            await pods.UntilMoreAsync(SomePods);
            Assert.True(await webhook.PatchedAsync() >= SomePods);
            await pods.AssertAllWerePatchedAsync();
        }
        finally
        {
            await RemoveAsync(kubectl, upstream);
        }
    }

    /// <summary>The commands of the page run while nodes do their part; returns what the roll-out returns.</summary>
    private static async Task<int> DuringAsync(Task<int> rollOut, Task commands)
    {
        await Task.WhenAll(rollOut, commands);
        return await rollOut;
    }

    /// <summary>Upstream's objects, its certificates by script, and a VPA that has been recommended for and checkpointed.</summary>
    private static async Task<string> InstallUpstreamAsync(Kubectl kubectl, ApiClient api, string folder, Uri webhook)
    {
        // Rights first taken away: those of this project, which other tests have installed.
        (await kubectl.RunAsync("delete", "-k", Manifests.Folder("rbac"), "--ignore-not-found")).Expected();
        await ManifestTests.GenerateAsync(folder, "--host", "localhost");
        var ca = Convert.ToBase64String(await File.ReadAllBytesAsync(Path.Combine(folder, "caCert.pem")));
        (await kubectl.RunAsync("create", "secret", "generic", "vpa-tls-certs", "-n", "kube-system", $"--from-file={folder}/caCert.pem", $"--from-file={folder}/serverCert.pem", $"--from-file={folder}/serverKey.pem")).Expected();
        (await kubectl.ApplyAsync(Vpa)).Expected();
        (await kubectl.ApplyAsync(Checkpoint)).Expected();
        Assert.Equal(200, (int)(await api.SendAsync(HttpMethod.Patch, VpaPath + "/status", Status)).Code);
        var upstream = UpstreamInstallation.Manifest(ca, webhook);
        (await kubectl.ApplyAsync(upstream)).Expected();
        return upstream;
    }

    private static async Task AssertMovedInAsync(Kubectl kubectl, ApiClient api)
    {
        foreach (var role in new[] { "recommender", "updater", "admission-controller" })
        {
            var deployment = await api.GetAsync($"/apis/apps/v1/namespaces/kube-system/deployments/vpa-{role}");
            Assert.Equal(OwnImage, Image(deployment));
            var line = new CommandLineOf(deployment);
            Assert.Equal(role, line.Role);
            Assert.Empty(line.Errors);
        }

        // No right of upstream's is left over.
        var manifest = await RenderedManifest.KustomizeAsync("");
        var own = Grant.Of(manifest).Select(g => g.ToString()).Order(StringComparer.Ordinal);
        var stored = await RenderedManifest.StoredRightsAsync(kubectl, manifest.Of("ServiceAccount").Select(RenderedManifest.Name));
        Assert.Equal(own, Grant.Of(stored).Select(g => g.ToString()).Order(StringComparer.Ordinal));
    }

    /// <summary>Which object registers the webhook; it must never have been another one, nor away.</summary>
    private static async Task<string> RegistrationAsync(ApiClient api) => Text((await api.GetAsync(WebhookPath))["metadata"]!["uid"]);

    /// <summary>The VPA and the checkpoint as they are stored, to the last field.</summary>
    private static async Task<string> ObjectsAsync(ApiClient api) =>
        (await api.GetAsync(VpaPath)).ToJsonString() + "\n" + (await api.GetAsync(CheckpointPath)).ToJsonString();

    /// <summary>Runs the <c>sh</c> blocks of one chapter of the page, in the repository's root.</summary>
    private static async Task RunAsync(RealCluster cluster, string folder, string chapter)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Manifests.Root, "deploy", "MOVING-IN.md"));
        var text = page[page.IndexOf($"## {chapter}", StringComparison.Ordinal)..];
        text = text[..(text.IndexOf("\n## ", 3, StringComparison.Ordinal) is var end and >= 0 ? end : text.Length)];
        var commands = string.Join('\n', Block().Matches(text).Select(m => m.Groups["commands"].Value)).Replace("> vpa-before.yaml", $"> {folder}/vpa-before.yaml", StringComparison.Ordinal);
        Assert.NotEmpty(commands);
        // Servers before 1.21 know PodDisruptionBudgets by another version, before 1.25 no rules in CRDs.
        var shim = cluster.Facts.EvaluatesCrdRules && cluster.Facts.HasPolicyV1 ? "" : """
            kubectl() {
              if [ "$1 $2" = "apply -k" ]; then command kubectl kustomize "$3" | sed 's#^apiVersion: policy/v1$#apiVersion: policy/v1beta1#' | command kubectl apply --validate=false -f -
              else command kubectl "$@"; fi
            }
            """;
        var script = $"set -euo pipefail\ncd '{Manifests.Root}'\n{shim}\n{commands}\n";
        var result = await Tool.RunAsync("bash", ["-c", script], null, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KUBECONFIG"] = Kubeconfig.Write(cluster, "admin", cluster.AdminToken),
            ["KUBECACHEDIR"] = Path.Combine(folder, "cache"),
            ["PATH"] = $"{Path.GetDirectoryName(Kubectl.Binary)}:{Environment.GetEnvironmentVariable("PATH")}",
        }, ChapterDeadline);
        result.Expected();
    }

    private static async Task RemoveAsync(Kubectl kubectl, string upstream)
    {
        // The control plane is shared with other tests: a webhook without a server would slow each of their writes.
        await kubectl.RunAsync("delete", "mutatingwebhookconfiguration", "vpa-webhook-config", "--ignore-not-found");
        await kubectl.RunAsync(upstream, ["delete", "-f", "-", "--ignore-not-found", "--wait=false"]);
        await kubectl.RunAsync("delete", "apiservice", "v1beta1.metrics.k8s.io", "--ignore-not-found");
        await kubectl.RunAsync("delete", "secret", "vpa-tls-certs", "-n", "kube-system", "--ignore-not-found");
        await kubectl.RunAsync("delete", "pvc", "vpa-recommender-history", "-n", "kube-system", "--ignore-not-found", "--wait=false");
        await kubectl.RunAsync("delete", "vpa,vpacheckpoint", "--all", "-n", Namespace);
        (await kubectl.RunAsync("apply", "-k", Manifests.Folder("rbac"))).Expected();
    }

    private static string Image(JsonNode deployment) => Text(RenderedManifest.Container(deployment)["image"]);

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    [GeneratedRegex(@"^```sh\n(?<commands>.*?)^```", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.Multiline, 1000)]
    private static partial Regex Block();
}
