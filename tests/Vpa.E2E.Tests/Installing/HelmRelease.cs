using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;

namespace Vpa.E2E.Tests.Installing;

/// <summary>The chart as a release on a cluster, by helm's own commands.</summary>
internal sealed class HelmRelease(RealCluster cluster, string ns)
{
    /// <summary>Installs it and returns what helm brought to the cluster.</summary>
    public Task<RenderedManifest> InstallAsync(JsonObject values) => ChangeAsync(values, "install", "--create-namespace");

    /// <summary>Upgrades it to other values and returns what is there now.</summary>
    public Task<RenderedManifest> UpgradeAsync(JsonObject values) => ChangeAsync(values, "upgrade");

    /// <summary>Removes it and returns what helm says that it left.</summary>
    public Task<string> UninstallAsync(params string[] flags) => RunAsync([], ["uninstall", Helm.Release, "--namespace", ns, .. flags]);

    private async Task<RenderedManifest> ChangeAsync(JsonObject values, string command, params string[] flags)
    {
        // As the chart's page says: servers before 1.25 do not know the rules of the definitions.
        string[] old = cluster.Facts.EvaluatesCrdRules ? [] : ["--server-side=false"];
        await RunAsync(values, [command, Helm.Release, Helm.Chart, "--namespace", ns, "--values", "-", .. flags, .. old]);
        return RenderedManifest.Read(await RunAsync([], "get", "manifest", Helm.Release, "--namespace", ns));
    }

    private async Task<string> RunAsync(JsonObject values, params string[] arguments) =>
        (await Helm.RunAsync(arguments, values, Kubeconfig.Write(cluster, "admin", cluster.AdminToken))).Expected();
}
