using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;
using Vpa.E2E.Tests.Scenarios;
using Vpa.Simulation.ApiServer;

namespace Vpa.E2E.Tests.Installing;

/// <summary>The two rights that need a server with <c>pods/resize</c>: on the simulated one they are used, and nothing is denied.</summary>
public sealed class ResizeRightsTests : IAsyncLifetime
{
    private static readonly Workload TooSmall = new("resized", "too-small", "10m", "20Mi", UsedCpu: "300m", UsedMemory: "400Mi");
    private SimulatedApiServer? _server;
    private SimulatedTestCluster? _cluster;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _server = await SimulatedApiServer.StartAsync(new SimulatedApiServerOptions(), CancellationToken.None);
        _cluster = new SimulatedTestCluster(_server, Directory.CreateTempSubdirectory("vpa-e2e-resize-").FullName);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        Directory.Delete(_cluster!.Folder, recursive: true);
    }

    [SkippableFact]
    public async Task Resizing_in_place_needs_both_and_no_more()
    {
        Skip.If(Kubectl.Binary is null, Kubectl.MissingReason);
        var manifest = await RenderedManifest.KustomizeAsync("");
        var kubectl = await Installation.InstallAsync(_cluster!);
        await Installation.CreateNamespaceAsync(_cluster!, TooSmall.Namespace);
        using var api = new ApiClient(_cluster!, _cluster!.AdminToken);
        await using var nodes = await SimulatedNodes.StartAsync(_cluster);
        await using var roles = await InstalledRoles.StartAsync(_cluster, manifest, "kube-system", _cluster.Folder);
        (await kubectl.ApplyAsync(TooSmall.DeploymentManifest)).Expected();
        var pods = await TooSmall.UntilRunningAsync(api);
        (await kubectl.ApplyAsync(TooSmall.VpaManifest.Replace("Recreate", "InPlaceOrRecreate", StringComparison.Ordinal))).Expected();

        var rights = Grant.Of(manifest).Where(g => g is { Verb: "patch", Resource: "pods" or "pods/resize" }).ToList();
        Assert.Equal(2, rights.Count);
        await Polling.UntilAsync("Pods to be resized", TimeSpan.FromSeconds(120), _ =>
        {
            roles.AssertRunning();
            var allowed = AuditedRequest.Of(_cluster.ComponentRequests).Where(r => !r.WasDenied).ToList();
            var unused = rights.Where(g => !allowed.Any(g.Allows)).ToList();
            return Task.FromResult(unused.Count == 0 ? null : $"unused are {string.Join(", ", unused)}\n{roles.Tails}");
        });
        Assert.Equal(pods.Order(), (await TooSmall.PodsAsync(api, default)).Select(Workload.Uid).Order());
        Assert.DoesNotContain(AuditedRequest.Of(_cluster.ComponentRequests), r => r.WasDenied);
    }
}
