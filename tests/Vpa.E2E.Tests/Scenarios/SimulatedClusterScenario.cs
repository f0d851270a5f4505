using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;
using Vpa.Simulation.ApiServer;
using Xunit.Abstractions;

namespace Vpa.E2E.Tests.Scenarios;

/// <summary>The scenario on the simulated API server.</summary>
public sealed class SimulatedClusterScenario(ITestOutputHelper output) : WholeLoopScenario(output), IAsyncLifetime
{
    private SimulatedApiServer? _server;
    private SimulatedTestCluster? _cluster;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _server = await SimulatedApiServer.StartAsync(new SimulatedApiServerOptions(), CancellationToken.None);
        _cluster = new SimulatedTestCluster(_server, Directory.CreateTempSubdirectory("vpa-e2e-simulated-").FullName);
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
}
