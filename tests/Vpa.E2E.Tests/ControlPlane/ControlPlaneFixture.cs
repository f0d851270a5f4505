using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.ControlPlane;

/// <summary>
/// One real control plane for all tests of the collection. Without the programs nothing starts, and every test that calls
/// <see cref="Require"/> is skipped with the reason.
/// </summary>
public sealed class ControlPlaneFixture : IAsyncLifetime
{
    private const int StartAttempts = 3;

    /// <summary>Set to anything, it keeps the folder with the servers' logs.</summary>
    private const string KeepVariable = "VPA_E2E_KEEP";
    private RealCluster? _cluster;
    private ControlPlaneServers? _servers;
    private string? _whyNot;

    /// <summary>The control plane that was started. Skips the calling test when there is none.</summary>
    internal RealCluster Require()
    {
        Skip.If(_whyNot is not null, _whyNot);
        Skip.If(Kubectl.Binary is null, Kubectl.MissingReason);
        _servers!.AssertRunning();
        return _cluster!;
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var (binaries, whyNot) = ControlPlaneBinaries.Find();
        if (binaries is null)
        {
            _whyNot = whyNot;
            return;
        }

        for (var attempt = 1; _cluster is null; attempt++)
        {
            try
            {
                _cluster = await StartAsync(binaries);
            }
            catch (ControlPlaneException e) when (attempt < StartAttempts && e.Message.Contains("address already in use", StringComparison.Ordinal))
            {
                // Another process took a port between our look and the server's; the next attempt takes others.
            }
        }

    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_servers is null || _cluster is null)
        {
            return;
        }

        try
        {
            // When this fails, the folder with the logs stays for whoever looks for the cause.
            _servers.AssertRunning();
        }
        finally
        {
            await _servers.DisposeAsync();
        }

        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(KeepVariable)))
        {
            Directory.Delete(_cluster.Folder, recursive: true);
        }
    }

    private async Task<RealCluster> StartAsync(ControlPlaneBinaries binaries)
    {
        var files = ControlPlaneFiles.Write(Directory.CreateTempSubdirectory("vpa-e2e-").FullName);
        _servers = await ControlPlaneServers.StartAsync(binaries, files);
        using var api = new ApiClient(_servers.Address, files.CaPem, files.AdminToken);
        return new RealCluster(_servers.Address, files, await ServerFacts.DiscoverAsync(api));
    }
}
