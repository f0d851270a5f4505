using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Admitting;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Installing;

/// <summary>
/// <c>helm install</c>, <c>helm upgrade</c> and <c>helm uninstall</c> against a real API server that knows nothing of VPAs yet: with each way to have
/// certificates of one's own the webhook starts as its Deployment says, under its ServiceAccount, and Pods are patched. The program's own certificates, and the
/// other roles, are those of <see cref="InstallationScenario"/>.
/// </summary>
[Collection(ControlPlaneTests.Name)]
public sealed class ReleaseTests(ControlPlaneFixture controlPlane)
{
    private const string Namespace = "vpa-chart";
    private const string Workloads = "of-a-release";
    private const string Service = "vpa-webhook";
    private const string Definitions = "verticalpodautoscalers.autoscaling.k8s.io,verticalpodautoscalercheckpoints.autoscaling.k8s.io";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [SkippableFact]
    public async Task A_release_patches_Pods_with_given_and_with_issued_certificates_and_leaves_what_is_yours()
    {
        var cluster = controlPlane.Require();
        Helm.Require();
        var kubectl = await Installation.InstallAsync(cluster);
        using var api = new ApiClient(cluster, cluster.AdminToken);
        using var certManager = new CertManager(api, kubectl, Namespace);
        var release = new HelmRelease(cluster, Namespace);
        await RemoveAsync(kubectl, release);
        (await kubectl.RunAsync(["delete", "crd", .. Definitions.Split(',')])).Expected();
        var earlier = cluster.ComponentRequests.Count;
        try
        {
            var given = await release.InstallAsync(Given());
            await UntilServedAsync(api);
            await using var pods = await PodStream.PrepareAsync(cluster, Workloads);
            await AssertPatchesAsync(cluster, given, pods);

            // As the chart's page says: the configuration that the program made is of no use any more.
            (await kubectl.RunAsync("delete", "mutatingwebhookconfiguration", "vpa-webhook-config")).Expected();
            await certManager.InstallAsync();
            var port = LoopbackPorts.Free(1)[0];
            var issued = await release.UpgradeAsync(Issued(port));
            await certManager.ReconcileAsync();
            await LeadServiceHereAsync(kubectl);
            await AssertPatchesAsync(cluster, issued, pods, port);

            Assert.DoesNotContain(AuditedRequest.Of(cluster.ComponentRequests.Skip(earlier)), r => r.WasDenied);
            await AssertUninstalledAsync(api, kubectl, release, issued);
        }
        finally
        {
            await RemoveAsync(kubectl, release);
            await certManager.UninstallAsync();
            // The other tests expect them.
            (await kubectl.RunAsync("apply", "--validate=" + (cluster.Facts.EvaluatesCrdRules ? "true" : "false"), "-k", Manifests.Folder("crds"))).Expected();
            await UntilServedAsync(api);
        }
    }

    /// <summary>A certificate of the operator's own, for the names of this machine too.</summary>
    private static JsonObject Given()
    {
        using var ca = new CertificateAuthority("given-ca");
        var (certificate, key) = ca.Issue(Service, $"{Service}.{Namespace}.svc");
        return new() { ["admissionController"] = new JsonObject { ["tls"] = new JsonObject { ["create"] = true, ["caCert"] = ca.Pem, ["cert"] = certificate, ["key"] = key } } };
    }

    /// <summary>cert-manager's certificates and a configuration of the chart's, which leads to a port of the Service.</summary>
    private static JsonObject Issued(int port) => JsonNode.Parse($$$"""
        {"admissionController":{"registerWebhook":false,"certManager":{"enabled":true,"createSelfSignedIssuer":{"enabled":true} },"tls":{"secretName":"issued-certs"},
          "service":{"ports":[{"port":{{{port}}},"targetPort":8000,"protocol":"TCP"}]} } }
        """)!.AsObject();

    private static async Task AssertPatchesAsync(RealCluster cluster, RenderedManifest manifest, PodStream pods, int? port = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, Namespace)).FullName;
        await using var roles = await InstalledRoles.StartAsync(cluster, manifest, Namespace, folder, "admission-controller", port);
        try
        {
            await pods.UntilPatchedAsync();
            roles.AssertRunning();
        }
        catch (Exception e) when (e is not SkipException)
        {
            throw new InvalidOperationException($"{e.Message}\n{roles.Tails}", e);
        }

        await roles.StopCleanlyAsync();
    }

    /// <summary>What kube-proxy would do for a Pod of this machine; the API server then asks for the Service's own name.</summary>
    private static async Task LeadServiceHereAsync(Kubectl kubectl) =>
        (await kubectl.RunAsync("patch", "service", Service, "-n", Namespace, "--type=merge", "-p", """{"spec":{"type":"ExternalName","externalName":"localhost","clusterIP":null}}""")).Expected();

    private static async Task AssertUninstalledAsync(ApiClient api, Kubectl kubectl, HelmRelease release, RenderedManifest installed)
    {
        Assert.Contains("recommender-history", await release.UninstallAsync(), StringComparison.Ordinal);
        var left = (await kubectl.RunAsync(
            "get", "deployments,services,serviceaccounts,roles,rolebindings,clusterroles,clusterrolebindings,priorityclasses,poddisruptionbudgets,networkpolicies,secrets,mutatingwebhookconfigurations,issuers,certificates",
            "--all-namespaces", "-l", "app.kubernetes.io/instance=" + Helm.Release, "-o", "name")).Expected();
        Assert.Equal("", left);
        // What is the operator's: history, definitions, VPAs.
        var claim = RenderedManifest.Name(installed.Of("PersistentVolumeClaim").Single());
        Assert.NotNull(await api.FindAsync($"/api/v1/namespaces/{Namespace}/persistentvolumeclaims/{claim}"));
        Assert.NotNull(await api.FindAsync($"/apis/autoscaling.k8s.io/v1/namespaces/{Workloads}/verticalpodautoscalers/web"));
        // A release of the same name takes the history up again.
        await release.InstallAsync([]);
    }

    private static Task UntilServedAsync(ApiClient api) => Polling.UntilAsync("the VPA kinds to be served", Patience, async cancel =>
        await api.FindAsync("/apis/autoscaling.k8s.io/v1/verticalpodautoscalers", cancel) is null || await api.FindAsync("/apis/autoscaling.k8s.io/v1/verticalpodautoscalercheckpoints", cancel) is null ? "they are not" : null);

    private static async Task RemoveAsync(Kubectl kubectl, HelmRelease release)
    {
        await kubectl.RunAsync("delete", "mutatingwebhookconfiguration", "vpa-webhook-config", "--ignore-not-found");
        await release.UninstallAsync("--ignore-not-found");
        await kubectl.RunAsync("delete", "secrets", "-n", Namespace, "--ignore-not-found", "vpa-webhook-self-managed-certs", "issued-certs");
        await kubectl.RunAsync("delete", "leases,persistentvolumeclaims", "-n", Namespace, "--all", "--wait=false");
    }
}
