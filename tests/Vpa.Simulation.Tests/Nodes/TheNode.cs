using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Simulation.Nodes;
using Vpa.Simulation.Objects;
using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Tests.Nodes;

/// <summary>One node of 4 cores and 8 GiB, and steps of a pod's life on it.</summary>
internal static class TheNode
{
    public static readonly NodeCapacity Capacity = Of("node-1");

    public static NodeCapacity Of(string name) =>
        new(name, 4_000_000_000, 8L << 30, 10, new Dictionary<string, string> { ["kubernetes.io/hostname"] = name });

    public static NodeLedger Ledger(params Pod[] pods) => new([Capacity], pods);

    public static Pod Step(Pod pod, DateTimeOffset now, params Pod[] others)
    {
        var usage = new UsageModel(1, NullLogger.Instance);
        var lifecycle = new PodLifecycle(new ContainerLifecycle(usage, reportsResources: true, NullLogger.Instance), new PodResizer(usage));
        return pod with { Status = lifecycle.Next(pod, Ledger([pod, .. others]), now) };
    }
}
