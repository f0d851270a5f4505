using Microsoft.Extensions.Logging;
using Vpa.E2E.Tests.Clusters;
using Vpa.Simulation.Connection;
using Vpa.Simulation.Metrics;
using Vpa.Simulation.Nodes;
using Vpa.Simulation.Workloads;

namespace Vpa.E2E.Tests.Scenarios;

/// <summary>What a control plane alone lacks: nodes that run Pods, a metrics server, and where the cluster has none, workload controllers.</summary>
internal sealed class SimulatedNodes : IAsyncDisposable
{
    private const ulong Seed = 7;
    private readonly CancellationTokenSource _stop = new();
    private readonly ApiConnection _connection;
    private readonly MetricsServer _metrics;
    private readonly ILoggerFactory _logs;
    private readonly List<Task> _loops = [];

    private SimulatedNodes(ApiConnection connection, MetricsServer metrics, ILoggerFactory logs)
    {
        _connection = connection;
        _metrics = metrics;
        _logs = logs;
    }

    /// <summary>Starts all of it as the administrator and registers the metrics API in the cluster's aggregation layer.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="external">Serves the usage as external metrics too; null does not.</param>
    public static async Task<SimulatedNodes> StartAsync(ITestCluster cluster, ExternalMetricNames? external = null)
    {
        var logs = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole());
        var connection = ApiConnection.WithToken(cluster.Address, cluster.CaPem, cluster.AdminToken);
        var options = new MetricsServerOptions { Seed = Seed, Resolution = TimeSpan.FromSeconds(1), LoggerFactory = logs, ExternalMetrics = external };
        var metrics = await MetricsServer.StartAsync(connection, options, CancellationToken.None);
        var nodes = new SimulatedNodes(connection, metrics, logs);
        await metrics.RegisterAsync(CancellationToken.None);
        nodes.Run(cluster);
        return nodes;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        await _metrics.DisposeAsync();
        _connection.Dispose();
        _logs.Dispose();
        _stop.Dispose();
    }

    private void Run(ITestCluster cluster)
    {
        var kubelet = new Kubelet(_connection, new KubeletOptions { Seed = Seed }, _logs.CreateLogger<Kubelet>());
        _loops.Add(kubelet.RunAsync(_stop.Token));
        _loops.Add(_metrics.RunAsync(_stop.Token));
        if (!cluster.HasWorkloadControllers)
        {
            var controller = new WorkloadController(
                _connection, new WorkloadControllerOptions { Seed = Seed }, _logs.CreateLogger<WorkloadController>());
            _loops.Add(controller.RunAsync(_stop.Token));
        }
    }
}
