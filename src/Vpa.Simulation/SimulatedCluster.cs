using Microsoft.Extensions.Logging;
using Vpa.Simulation.ApiServer;
using Vpa.Simulation.Connection;
using Vpa.Simulation.Metrics;
using Vpa.Simulation.Nodes;
using Vpa.Simulation.Workloads;

namespace Vpa.Simulation;

/// <summary>A cluster in one process: API server, workload controller, scheduler and kubelets, and the metrics API, on one clock.</summary>
/// <remarks>
/// Run it in one of two ways: in the background by <see cref="RunAsync"/>, or step by step by <see cref="AdvanceAsync"/>, which
/// is deterministic for a seed.
/// </remarks>
public sealed class SimulatedCluster : IAsyncDisposable
{
    /// <summary>Passes after which a cluster that still changes at one instant is taken for broken.</summary>
    private const int MaxPasses = 1000;

    private readonly SimulatedClusterOptions _options;

    private SimulatedCluster(SimulatedClusterOptions options, SimulatedApiServer server, ApiConnection administrator, MetricsServer metrics)
    {
        _options = options;
        ApiServer = server;
        Administrator = administrator;
        Metrics = metrics;
        var seed = (ulong)options.Seed;
        Workloads = new WorkloadController(
            administrator,
            new WorkloadControllerOptions { Clock = options.Clock, Seed = seed },
            options.LoggerFactory.CreateLogger<WorkloadController>());
        Kubelet = new Kubelet(
            administrator, options.Nodes with { Clock = options.Clock, Seed = seed }, options.LoggerFactory.CreateLogger<Kubelet>());
    }

    /// <summary>The API server.</summary>
    public SimulatedApiServer ApiServer { get; }

    /// <summary>A connection with all rights.</summary>
    public ApiConnection Administrator { get; }

    /// <summary>The controller of Deployments and ReplicaSets.</summary>
    public WorkloadController Workloads { get; }

    /// <summary>The nodes.</summary>
    public Kubelet Kubelet { get; }

    /// <summary>The metrics API.</summary>
    public MetricsServer Metrics { get; }

    /// <summary>Starts the servers, registers nodes and the metrics API, and settles.</summary>
    public static async Task<SimulatedCluster> StartAsync(SimulatedClusterOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        var server = await SimulatedApiServer.StartAsync(
            options.ApiServer with { Clock = options.Clock, Seed = options.Seed, LoggerFactory = options.LoggerFactory }, ct);
        var administrator = ApiConnection.WithToken(server.Address, server.CaCertificatePem, server.AdminToken);
        var metrics = await MetricsServer.StartAsync(
            administrator,
            new MetricsServerOptions
            {
                Clock = options.Clock,
                Seed = (ulong)options.Seed,
                Resolution = options.MetricsResolution,
                LoggerFactory = options.LoggerFactory,
            },
            ct);
        var cluster = new SimulatedCluster(options, server, administrator, metrics);
        await metrics.RegisterAsync(ct);
        await server.ProbeAggregatedServersAsync(ct); // else the wall clock would decide after which write it happens
        await cluster.SettleAsync(ct);
        return cluster;
    }

    /// <summary>Moves the simulated clock on by a step and lets the cluster settle.</summary>
    /// <exception cref="InvalidOperationException">The cluster's clock is not a <see cref="SimulatedClock"/>, or it does not settle.</exception>
    public Task AdvanceAsync(TimeSpan step, CancellationToken ct)
    {
        if (_options.Clock is not SimulatedClock clock)
        {
            throw new InvalidOperationException("Only a cluster on a SimulatedClock can be advanced.");
        }

        clock.Advance(step);
        return SettleAsync(ct);
    }

    /// <summary>Steps controllers and nodes in turn until nothing changes at the present instant, then scrapes if that is due.</summary>
    /// <exception cref="InvalidOperationException">The cluster does not settle.</exception>
    public async Task SettleAsync(CancellationToken ct)
    {
        for (var pass = 0; pass < MaxPasses; pass++)
        {
            if (await Workloads.StepAsync(ct) + await Kubelet.StepAsync(ct) == 0)
            {
                await Metrics.StepAsync(ct);
                return;
            }
        }

        throw new InvalidOperationException(FormattableString.Invariant($"The cluster still changes after {MaxPasses} passes at one instant."));
    }

    /// <summary>Runs everything in the background until cancelled; for a cluster on a clock that goes by itself.</summary>
    public Task RunAsync(CancellationToken ct) => Task.WhenAll(Workloads.RunAsync(ct), Kubelet.RunAsync(ct), Metrics.RunAsync(ct));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Metrics.DisposeAsync();
        Administrator.Dispose();
        await ApiServer.DisposeAsync();
    }
}
