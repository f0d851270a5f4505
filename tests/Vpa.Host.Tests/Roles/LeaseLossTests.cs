using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Host.CommandLine;
using Vpa.Host.Roles;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Leases;
using Vpa.Simulation.ApiServer;

namespace Vpa.Host.Tests.Roles;

/// <summary>A process whose lease ran out, because the API server went away: it ends, whatever hangs, since another leads and may wait for what it holds (R152).</summary>
public sealed class LeaseLossTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(20);
    private static readonly LeaderElectionOptions Quick = new()
    {
        Namespace = "kube-system",
        Name = "vpa-recommender-lease",
        LeaseDuration = TimeSpan.FromSeconds(2),
        RenewDeadline = TimeSpan.FromSeconds(1),
        RetryPeriod = TimeSpan.FromMilliseconds(100),
    };

    private readonly string _kubeconfig = Path.GetTempFileName();
    private SimulatedApiServer _server = null!;
    private KubernetesApi _api = null!;

    public async Task InitializeAsync()
    {
        _server = await SimulatedApiServer.StartAsync(new SimulatedApiServerOptions(), CancellationToken.None);
        await File.WriteAllTextAsync(_kubeconfig, _server.KubeconfigYaml(_server.AdminToken));
        _api = KubernetesApi.Connect(new() { KubeconfigPath = _kubeconfig, Role = "test", QueriesPerSecond = 0 }, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        _api.Dispose();
        await _server.DisposeAsync();
        File.Delete(_kubeconfig);
    }

    [Fact]
    public async Task Ends_with_255_and_lets_its_components_stop()
    {
        var component = new RecordingComponent(Often);

        Assert.Equal(ExitCodes.LeaseLost, await LeadUntilTheServerIsGoneAsync(component, Deadline));
        Assert.True(component.IsStopped);
    }

    [Fact]
    public async Task Ends_with_255_although_a_component_never_stops() =>
        Assert.Equal(ExitCodes.LeaseLost, await LeadUntilTheServerIsGoneAsync(new RecordingComponent(Often) { StopGate = new() }, Often));

    [Fact]
    public async Task Ends_with_255_although_a_component_blocks_the_thread_that_stops_it()
    {
        using var blocked = new ManualResetEventSlim();
        var component = new RecordingComponent(Often) { OnStop = blocked.Wait };

        Assert.Equal(ExitCodes.LeaseLost, await LeadUntilTheServerIsGoneAsync(component, Often));
        blocked.Set();
    }

    private async Task<int> LeadUntilTheServerIsGoneAsync(RecordingComponent component, TimeSpan shutdown)
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        component.OnStart = began.SetResult;
        var running = RoleHost.RunAsync(
            new RoleHostOptions { Address = new(IPAddress.Loopback, 0), Verbosity = 0, ShutdownTimeout = shutdown },
            environment => new RoleComposition
            {
                Clock = environment.Clock,
                Components = [component],
                Elector = new LeaderElector(_api, Quick, environment.Clock, NullLogger.Instance),
            },
            CancellationToken.None);
        await began.Task.WaitAsync(Deadline);
        await _server.DisposeAsync();
        return await running.WaitAsync(Deadline);
    }
}
