using Vpa.Domain.Workloads;
using Vpa.Updater.Ports;

namespace Vpa.Updater;

/// <summary>What the updater needs from the outside.</summary>
public sealed record UpdaterPorts
{
    /// <summary>The sign of life of the admission controller.</summary>
    public required IAdmissionHeartbeat Heartbeat { get; init; }

    /// <summary>The VPAs.</summary>
    public required IVpaSource Vpas { get; init; }

    /// <summary>The pods.</summary>
    public required IPodSource Pods { get; init; }

    /// <summary>The LimitRanges.</summary>
    public required ILimitRangeSource LimitRanges { get; init; }

    /// <summary>The controllers of pods.</summary>
    public required IControllerDirectory Controllers { get; init; }

    /// <summary>Carries out evictions.</summary>
    public required IPodEvictor Evictor { get; init; }

    /// <summary>Carries out resizes in place.</summary>
    public required IPodResizer Resizer { get; init; }

    /// <summary>Records events.</summary>
    public required IUpdateEventRecorder Events { get; init; }
}
