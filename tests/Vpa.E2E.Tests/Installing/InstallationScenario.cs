using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;
using Vpa.E2E.Tests.Scenarios;

namespace Vpa.E2E.Tests.Installing;

/// <summary>
/// Installed with one command on a real API server with RBAC on, each role under its own ServiceAccount: everything works, no request is
/// denied, by the server's record every single right is used, and when any of them is taken away the server refuses what it was used for.
/// </summary>
[Collection(ControlPlaneTests.Name)]
public sealed class InstallationScenario(ControlPlaneFixture controlPlane)
{
    private const string Chart = "chart";
    private const string ChartNamespace = "vpa-chart";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [SkippableTheory]
    [InlineData("", "kube-system", "vpa-updater")]
    [InlineData("overlays/single", "kube-system", "vpa")]
    [InlineData(Chart, ChartNamespace, "vpa-vertical-pod-autoscaler-updater")]
    public async Task Everything_works_and_no_right_is_missing_or_superfluous(string way, string ns, string updater)
    {
        var cluster = controlPlane.Require();
        if (way == Chart)
        {
            Helm.Require();
        }

        var kubectl = await Installation.InstallAsync(cluster);
        var workload = new InstalledWorkload("installed-by-" + (way.Length == 0 ? "kustomize" : way.Split('/')[^1]));
        await Installation.CreateNamespaceAsync(cluster, ns);
        await Installation.CreateNamespaceAsync(cluster, workload.Namespace);
        using var api = new ApiClient(cluster, cluster.AdminToken);
        await ForgetEarlierRunsAsync(kubectl, ns);
        var earlier = cluster.ComponentRequests.Count;
        RenderedManifest? manifest = null;
        try
        {
            manifest = await InstallAsync(cluster, kubectl, way);
            await using var nodes = await SimulatedNodes.StartAsync(cluster);
            var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, workload.Namespace)).FullName;
            await using var roles = await InstalledRoles.StartAsync(cluster, manifest, ns, folder);
            try
            {
                await workload.CreateAsync(kubectl, api);
                await workload.RecommendAsync(kubectl, "600m");
                await workload.UntilRequestedAsync(api, "600m");
                // A Pod of the same name is evicted again: its event is counted, not repeated.
                await workload.RecommendAsync(kubectl, "700m");
                await workload.UntilRequestedAsync(api, "700m");
                await workload.ForgetRecommendationAsync(api);
                await AskForANewCaAsync(kubectl, ns);
                // Old servers record a watch when it ends.
                await UntilUsedAsync(cluster, earlier, manifest, g => g.Verb != "watch");
                roles.AssertRunning();
                Assert.DoesNotContain(Requests(cluster, earlier), r => r.WasDenied);
                await AssertALostRightIsDeniedAsync(cluster, kubectl, workload, manifest, $"{ns}/{updater}", earlier);
                await roles.StopCleanlyAsync();
                await UntilUsedAsync(cluster, earlier, manifest, _ => true);
                await new LostRights(api, manifest, Made(cluster, earlier, manifest)).AssertEachIsMissedAsync();
            }
            catch (Exception e) when (e is not SkipException)
            {
                throw new InvalidOperationException($"{e.Message}\n{roles.Tails}", e);
            }
        }
        finally
        {
            await RemoveAsync(cluster, kubectl, workload, way, manifest);
        }
    }

    private static IEnumerable<AuditedRequest> Requests(ITestCluster cluster, int earlier) => AuditedRequest.Of(cluster.ComponentRequests.Skip(earlier));

    /// <summary>
    /// Everything that the roles make themselves must be made anew. The Secret is there, but of no use: it has to be replaced.
    /// </summary>
    private static async Task ForgetEarlierRunsAsync(Kubectl kubectl, string ns)
    {
        (await kubectl.RunAsync("delete", "mutatingwebhookconfiguration", "vpa-webhook-config", "--ignore-not-found")).Expected();
        (await kubectl.RunAsync("delete", "leases", "-n", ns, "--ignore-not-found", "vpa-admission-controller", "vpa-recommender-lease", "vpa-updater", "vpa-updater-lease")).Expected();
        (await kubectl.RunAsync("delete", "secret", "-n", ns, "--ignore-not-found", "vpa-webhook-self-managed-certs")).Expected();
        (await kubectl.RunAsync("create", "secret", "generic", "-n", ns, "vpa-webhook-self-managed-certs", "--from-literal=ca.crt=nonsense")).Expected();
    }

    /// <summary>The one command. Servers before 1.21 know PodDisruptionBudgets by another version, before 1.25 no rules in CRDs.</summary>
    private static async Task<RenderedManifest> InstallAsync(RealCluster cluster, Kubectl kubectl, string way)
    {
        if (way == Chart)
        {
            return await new HelmRelease(cluster, ChartNamespace).InstallAsync(ChartValues.WithEveryRight);
        }

        var manifest = await RenderedManifest.KustomizeAsync(way);
        var text = cluster.Facts.HasPolicyV1 ? manifest.Text : manifest.Text.Replace("apiVersion: policy/v1\n", "apiVersion: policy/v1beta1\n", StringComparison.Ordinal);
        (await kubectl.RunAsync(text, ["apply", "--validate=" + (cluster.Facts.EvaluatesCrdRules ? "true" : "false"), "-f", "-"])).Expected();
        return manifest;
    }

    /// <summary>As the page about certificates tells it: the controller makes a new CA, stores and registers it.</summary>
    private static async Task AskForANewCaAsync(Kubectl kubectl, string ns) =>
        (await kubectl.RunAsync("delete", "secret", "-n", ns, "vpa-webhook-self-managed-certs")).Expected();

    private static Task UntilUsedAsync(RealCluster cluster, int earlier, RenderedManifest manifest, Func<Grant, bool> which)
    {
        var grants = Grant.Of(manifest).Where(g => IsServed(cluster, g) && which(g)).ToList();
        return Polling.UntilAsync("every right to be used", Patience, _ =>
        {
            var allowed = Requests(cluster, earlier).Where(r => !r.WasDenied).ToHashSet();
            var unused = grants.Where(g => !allowed.Any(g.Allows)).ToList();
            return Task.FromResult(unused.Count == 0 ? null : $"unused are\n{string.Join('\n', unused)}");
        });
    }

    /// <summary>What the roles did; and what they would on a server that resizes in place.</summary>
    private static IReadOnlyCollection<AuditedRequest> Made(RealCluster cluster, int earlier, RenderedManifest manifest) =>
    [
        .. Requests(cluster, earlier).Where(r => !r.WasDenied).ToHashSet(),
        .. Grant.Of(manifest).Where(g => !IsServed(cluster, g)).Select(g => new AuditedRequest(g.Account, g.Verb, g.Group, g.Resource, "default", "web-1", WasDenied: false)),
    ];

    /// <summary>The two rights for resizing in place need a newer server; on the simulated one they are used (<see cref="ResizeRightsTests"/>).</summary>
    private static bool IsServed(RealCluster cluster, Grant grant) => cluster.Facts.HasPodResize || grant is not { Verb: "patch", Resource: "pods/resize" or "pods" };

    /// <summary>The server's record tells when a right is missing: this is what the test above relies on.</summary>
    private static async Task AssertALostRightIsDeniedAsync(
        ITestCluster cluster, Kubectl kubectl, InstalledWorkload workload, RenderedManifest manifest, string updater, int earlier)
    {
        var role = manifest.Of("ClusterRole").Single(r => r["rules"]!.AsArray().Any(rule => RenderedManifest.Texts(rule!["resources"]).Contains("pods/eviction")));
        (await kubectl.RunAsync("patch", "clusterrole", RenderedManifest.Name(role), "--type=merge", "-p", """{"rules":[]}""")).Expected();
        await workload.RecommendAsync(kubectl, "800m");
        await Polling.UntilAsync("an eviction to be denied", Patience, _ => Task.FromResult(
            Requests(cluster, earlier).Any(r => r is { WasDenied: true, Verb: "create", Resource: "pods/eviction" } && r.Account == updater) ? null : "none was"));
    }

    private static async Task RemoveAsync(RealCluster cluster, Kubectl kubectl, InstalledWorkload workload, string way, RenderedManifest? manifest)
    {
        // The control plane is shared with other tests: a webhook without a server would slow each of their writes.
        await kubectl.RunAsync("delete", "mutatingwebhookconfiguration", "vpa-webhook-config", "--ignore-not-found");
        await kubectl.RunAsync("delete", "apiservice", "v1beta1.metrics.k8s.io", "--ignore-not-found");
        await workload.RemoveAsync(kubectl);
        if (way == Chart)
        {
            await new HelmRelease(cluster, ChartNamespace).UninstallAsync("--ignore-not-found");
            return;
        }

        string[] kept = ["CustomResourceDefinition", "ServiceAccount"];
        var removed = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "List",
            ["items"] = new JsonArray([.. (manifest ?? await RenderedManifest.KustomizeAsync(way)).Objects.Where(o => !kept.Contains(o["kind"]!.GetValue<string>())).Select(o => o.DeepClone()).Select(o => Served(cluster, o))]),
        };
        await kubectl.RunAsync(removed.ToJsonString(), ["delete", "-f", "-", "--ignore-not-found", "--wait=false"]);
        (await kubectl.RunAsync("apply", "-k", Manifests.Folder("rbac"))).Expected();
    }

    private static JsonNode Served(RealCluster cluster, JsonNode o)
    {
        if (!cluster.Facts.HasPolicyV1 && o["apiVersion"]!.GetValue<string>() == "policy/v1")
        {
            o["apiVersion"] = "policy/v1beta1";
        }

        return o;
    }
}
