using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;
using Vpa.Simulation.ApiServer;

namespace Vpa.E2E.Tests.Scenarios;

/// <summary>The scenario on the simulated API server.</summary>
public sealed class SimulatedClusterScenario : WholeLoopScenario, IAsyncLifetime
{
    private SimulatedApiServer? _server;
    private SimulatedCluster? _cluster;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _server = await SimulatedApiServer.StartAsync(new SimulatedApiServerOptions(), CancellationToken.None);
        _cluster = new SimulatedCluster(_server, Directory.CreateTempSubdirectory("vpa-e2e-simulated-").FullName);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        Directory.Delete(_cluster!.Folder, recursive: true);
    }

    private protected override ITestCluster RequireCluster()
    {
        Skip.If(Kubectl.Binary is null, Kubectl.MissingReason);
        return _cluster!;
    }

    private sealed class SimulatedCluster(SimulatedApiServer server, string folder) : ITestCluster
    {
        public Uri Address => server.Address;

        public string CaPem => server.CaCertificatePem;

        public string AdminToken => server.AdminToken;

        public string Folder => folder;

        public bool HasWorkloadControllers => false;

        public IReadOnlyList<ComponentRequest> ComponentRequests
        {
            get
            {
                var denied = server.Requests.Denied.Select(r => r.Sequence).ToHashSet();
                return [.. server.Requests.Latest
                    .Where(r => r.User.StartsWith(ComponentRequest.ServiceAccounts, StringComparison.Ordinal))
                    .Select(r => new ComponentRequest(r.User, r.Verb, $"{r.Group}/{r.Resource} {r.Namespace}/{r.Name}", denied.Contains(r.Sequence)))];
            }
        }

        public Task<string> IssueServiceAccountTokenAsync(string ns, string name, CancellationToken cancel = default) =>
            Task.FromResult(server.IssueToken($"system:serviceaccount:{ns}:{name}"));
    }
}
