using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;
using Vpa.Simulation.ApiServer;

namespace Vpa.E2E.Tests.Scenarios;

/// <summary>Two recommenders with one lease, as processes: the one that cannot renew it ends its run and itself before the other begins to write.</summary>
public sealed class LeaseLossTests : IAsyncLifetime
{
    private const string First = "first-recommender";
    private const string Second = "second-recommender";
    private const string StatusResource = "verticalpodautoscalers/status";
    private const string Namespace = "default";
    private const int LeaseLost = 255; // R152
    private const int Vpas = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private SimulatedApiServer? _server;
    private SimulatedTestCluster? _cluster;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        // Two users, so that the server's record tells the two processes apart; the rights of their roles are tested elsewhere.
        _server = await SimulatedApiServer.StartAsync(new SimulatedApiServerOptions { EnforceRbac = false }, CancellationToken.None);
        _cluster = new SimulatedTestCluster(_server, Directory.CreateTempSubdirectory("vpa-e2e-lease-").FullName);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        Directory.Delete(_cluster!.Folder, recursive: true);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_lease_ends_the_process_with_255_and_nobody_writes_twice(bool stolen)
    {
        Skip.If(Kubectl.Binary is null, Kubectl.MissingReason);
        var kubectl = await Installation.InstallAsync(_cluster!);
        await using var nodes = await SimulatedNodes.StartAsync(_cluster!);
        await ArrangeAsync(kubectl);
        await using var first = Start(First);
        await UntilWritesAsync(first, First);
        await using var second = Start(Second);
        await UntilAsync(second, "the second recommender to ask for the lease", () => Requests(Second, "get", "leases").Any());
        if (stolen)
        {
            using var api = new ApiClient(_cluster!, _cluster!.AdminToken);
            await api.SendAsync(
                HttpMethod.Patch, "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/vpa-recommender-lease", """{"spec":{"holderIdentity":"a-thief"}}""");
        }
        else
        {
            // From now on its renewals fail, and its writes are slow: the loss finds a run under way.
            _server!.Faults.Add(new FaultRule("update", "leases", new Fault.Refuse(500)) { User = First });
            _server.Faults.Add(new FaultRule("patch", StatusResource, new Fault.Delay(TimeSpan.FromSeconds(3))) { User = First });
        }

        Assert.Equal(LeaseLost, await first.WaitForExitAsync(Patience));
        await UntilWritesAsync(second, Second);
        var lastOfFirst = Requests(First, "patch", StatusResource).Max(r => r.Sequence);
        var firstOfSecond = Requests(Second, "patch", StatusResource).Min(r => r.Sequence);
        Assert.True(lastOfFirst < firstOfSecond, $"The first recommender wrote (request {lastOfFirst}) after the second had begun to ({firstOfSecond}).");
        await second.AssertStopsCleanlyAsync();
    }

    private static async Task ArrangeAsync(Kubectl kubectl)
    {
        (await kubectl.ApplyAsync(new Workload(Namespace, "web", "100m", "64Mi", UsedCpu: "200m", UsedMemory: "100Mi").DeploymentManifest)).Expected();
        (await kubectl.ApplyAsync(string.Join("\n---\n", Enumerable.Range(0, Vpas).Select(i => $$"""
            apiVersion: autoscaling.k8s.io/v1
            kind: VerticalPodAutoscaler
            metadata: {name: web-{{i}}, namespace: {{Namespace}} }
            spec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, updatePolicy: {updateMode: "Off"} }
            """)))).Expected();
    }

    private RoleProcess Start(string user)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_cluster!.Folder, user)).FullName;
        var kubeconfig = Kubeconfig.Write(folder, user, _cluster.Address, _cluster.CaPem, _server!.IssueToken(user));
        return RoleProcess.Start(
            "recommender", kubeconfig, folder,
            $"--address=127.0.0.1:{LoopbackPorts.Free(1)[0]}", "--recommender-interval=1s", $"--history-path={Path.Combine(folder, "history")}",
            "--leader-elect", "--leader-elect-lease-duration=12s", "--leader-elect-renew-deadline=8s", "--leader-elect-retry-period=1s", "--v=4");
    }

    private IEnumerable<RequestRecord> Requests(string user, string verb, string resource) =>
        _server!.Requests.Latest.Where(r => r.User == user && r.Verb == verb && r.Resource == resource);

    private Task UntilWritesAsync(RoleProcess process, string user) =>
        UntilAsync(process, $"{user} to have written every status twice", () => Requests(user, "patch", StatusResource).Count() >= 2 * Vpas);

    private static Task UntilAsync(RoleProcess process, string what, Func<bool> condition) => Polling.UntilAsync(what, Patience, _ =>
    {
        Assert.False(process.HasExited, process.Tail);
        return Task.FromResult(condition() ? null : process.Tail);
    });
}
