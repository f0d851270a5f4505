namespace Vpa.Simulation.Workloads;

/// <summary>How a <see cref="WorkloadController"/> works.</summary>
public sealed record WorkloadControllerOptions
{
    /// <summary>The clock of conditions' transition times and of the background loop.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Seed of the pods' names; equal seeds and equal histories give equal names.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Time between two steps of the background loop; positive.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Writes sent at the same time; with 1 (the default) their order is the same in every run.</summary>
    public int WriteConcurrency { get; init; } = 1;
}
