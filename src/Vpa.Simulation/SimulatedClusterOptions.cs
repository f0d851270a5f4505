using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Simulation.ApiServer;
using Vpa.Simulation.Nodes;

namespace Vpa.Simulation;

/// <summary>What a <see cref="SimulatedCluster"/> is made of.</summary>
public sealed record SimulatedClusterOptions
{
    /// <summary>The one clock of the whole cluster. Give a <see cref="SimulatedClock"/> to run it step by step.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Seed of names, usage and identifiers; equal seeds and equal steps give equal clusters.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Options of the API server; clock, seed and logger of these options replace its own.</summary>
    public SimulatedApiServerOptions ApiServer { get; init; } = new();

    /// <summary>The nodes; clock and seed of these options replace its own.</summary>
    public KubeletOptions Nodes { get; init; } = new();

    /// <summary>Time between two scrapes of the metrics server; positive.</summary>
    public TimeSpan MetricsResolution { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Where all parts log.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
