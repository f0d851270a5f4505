using System.Net;
using System.Net.Sockets;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;
using Vpa.Host.Demo;
using Vpa.Simulation.ApiServer;
using Vpa.Simulation.Connection;
using Vpa.Simulation.Manifests;

namespace Vpa.E2E.Tests.Scenarios;

/// <summary>SIGTERM to the updater as a process, at moments when an API server keeps it waiting: it ends with exit code 0 within 10 s all the same (upstream just ends, U13).</summary>
public sealed class UpdaterStopTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("vpa-e2e-stop-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_stops_while_it_waits_for_a_server_that_accepts_connections_and_says_nothing()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var server = await SimulatedApiServer.StartAsync(new SimulatedApiServerOptions(), CancellationToken.None);
        var address = new Uri($"https://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");
        await using var updater = Start(Kubeconfig.Write(_folder, "updater", address, server.CaCertificatePem, "token"));

        using var deadline = new CancellationTokenSource(Patience);
        using var connection = await silent.AcceptTcpClientAsync(deadline.Token);
        await updater.AssertStopsCleanlyAsync();
    }

    [Theory]
    [InlineData("get")]
    [InlineData("list")]
    public async Task It_stops_while_a_server_keeps_its_first_requests_waiting(string verb)
    {
        await using var server = await SimulatedApiServer.StartAsync(new SimulatedApiServerOptions(), CancellationToken.None);
        await InstallAsync(server);
        server.Faults.Add(new FaultRule(verb, "*", new Fault.Delay(TimeSpan.FromHours(1))) { User = User });
        await using var updater = Start(KubeconfigOf(server));
        if (verb == "list")
        {
            await UntilAsync("a request to be kept waiting", () => server.Faults.Injected > 0);
        }

        await UntilAsync("the log to begin", () => updater.Tail.Length > 0);
        await updater.AssertStopsCleanlyAsync();
    }

    [Fact]
    public async Task It_stops_while_evictions_hang()
    {
        await using var server = await SimulatedApiServer.StartAsync(new SimulatedApiServerOptions(), CancellationToken.None);
        await InstallAsync(server);
        using var api = new ApiClient(server.Address, server.CaCertificatePem, server.AdminToken);
        await new UnderprovisionedWorkloads(api, "default").CreateAsync(workloads: 2, podsEach: 2);
        server.Faults.Add(new FaultRule("create", "pods/eviction", new Fault.Delay(TimeSpan.FromHours(1))));
        await using var updater = Start(KubeconfigOf(server));

        await UntilAsync("evictions to hang", () => server.Faults.Injected > 0);
        await updater.AssertStopsCleanlyAsync();
    }

    private const string User = "system:serviceaccount:kube-system:vpa-updater";

    private static async Task InstallAsync(SimulatedApiServer server)
    {
        using var administrator = ApiConnection.WithToken(server.Address, server.CaCertificatePem, server.AdminToken);
        var installer = new ManifestInstaller(administrator);
        foreach (var manifest in DemoManifests.Installation)
        {
            await installer.InstallAsync(manifest, CancellationToken.None);
        }
    }

    private static Task UntilAsync(string what, Func<bool> condition) =>
        Polling.UntilAsync(what, Patience, _ => Task.FromResult(condition() ? null : "not yet"));

    private string KubeconfigOf(SimulatedApiServer server) => Kubeconfig.Write(_folder, "updater", server.Address, server.CaCertificatePem, server.IssueToken(User));

    private RoleProcess Start(string kubeconfig) => RoleProcess.Start(
        "updater", kubeconfig, _folder,
        $"--address=127.0.0.1:{LoopbackPorts.Free(1)[0]}", "--updater-interval=1s", "--use-admission-controller-status=false");
}
