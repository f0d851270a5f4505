using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Vpa.Simulation.Metrics;

/// <summary>How a <see cref="MetricsServer"/> measures and where it listens.</summary>
public sealed record MetricsServerOptions
{
    /// <summary>The clock by which it scrapes.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Seed of the containers' usage; must be that of the kubelet.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Time between two scrapes; positive. metrics-server's own default is 15 s.</summary>
    public TimeSpan Resolution { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Serves the usage as external metrics too; null does not.</summary>
    public ExternalMetricNames? ExternalMetrics { get; init; }

    /// <summary>TCP port on loopback; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where the server logs.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
