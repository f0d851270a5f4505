namespace Vpa.Simulation.Nodes;

/// <summary>The nodes that a <see cref="Kubelet"/> plays and how it works.</summary>
public sealed record KubeletOptions
{
    /// <summary>The clock that containers live by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Seed of the containers' usage; must be that of the metrics server.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Number of nodes; at least 1.</summary>
    public int NodeCount { get; init; } = 3;

    /// <summary>Prefix of the nodes' names; a number from 1 follows.</summary>
    public string NodeNamePrefix { get; init; } = "node-";

    /// <summary>CPU of one node, as a quantity.</summary>
    public string NodeCpu { get; init; } = "8";

    /// <summary>Memory of one node, as a quantity.</summary>
    public string NodeMemory { get; init; } = "32Gi";

    /// <summary>Pods that one node takes; 110 is the kubelet's own default.</summary>
    public int MaxPodsPerNode { get; init; } = 110;

    /// <summary>Time between two steps of the background loop; positive.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Time between two renewals of the nodes' leases by the background loop; 10 s is the kubelet's own default.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Writes sent at the same time; with 1 (the default) their order is the same in every run.</summary>
    public int WriteConcurrency { get; init; } = 1;
}
