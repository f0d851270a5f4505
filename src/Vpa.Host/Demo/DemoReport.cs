using System.Globalization;
using Vpa.Domain.Quantities;

namespace Vpa.Host.Demo;

/// <summary>What changed between the beginning and the end of the demo, in words.</summary>
internal static class DemoReport
{
    private const double Gibibyte = 1024d * 1024 * 1024;

    /// <summary>What happened between two looks, one line each.</summary>
    public static IEnumerable<string> Changes(IReadOnlyList<WorkloadView> before, IReadOnlyList<WorkloadView> after)
    {
        foreach (var now in after)
        {
            var then = before.First(w => w.Name == now.Name);
            if (then.Target is null && now.Target is { } target)
            {
                yield return $"{now.Name}: first recommendation, {DemoTable.Cpu(target)} and {DemoTable.Memory(target)}";
            }

            if (now.OutOfMemoryKills > then.OutOfMemoryKills)
            {
                yield return $"{now.Name}: {now.OutOfMemoryKills - then.OutOfMemoryKills} killed for want of memory";
            }

            if (now.Evictions > then.Evictions)
            {
                yield return $"{now.Name}: {now.Evictions - then.Evictions} evicted, {now.PodsUpdatedAtCreation - then.PodsUpdatedAtCreation} came up with {DemoTable.Cpu((then.Target ?? now.Target)!)} and {DemoTable.Memory((then.Target ?? now.Target)!)}";
            }
        }
    }

    /// <summary>One line a workload, and the sum.</summary>
    public static IEnumerable<string> Summarise(IReadOnlyList<WorkloadView> before, IReadOnlyList<WorkloadView> after)
    {
        var (cores, bytes) = (0L, 0L);
        foreach (var now in after)
        {
            var then = before.First(w => w.Name == now.Name);
            var (first, last) = (then.Requests[0], now.Requests[^1]);
            cores += now.RunningPods * (last[ResourceNames.Cpu].MilliValue - first[ResourceNames.Cpu].MilliValue);
            bytes += now.RunningPods * (last[ResourceNames.Memory].Value - first[ResourceNames.Memory].Value);
            yield return first.Equals(last)
                ? $"{now.Name}: requests stay at {DemoTable.Cpu(last)} and {DemoTable.Memory(last)}; {now.Done}."
                : $"{now.Name}: requests went from {DemoTable.Cpu(first)} and {DemoTable.Memory(first)} to {DemoTable.Cpu(last)} and {DemoTable.Memory(last)}; {now.Done}.";
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"All pods together request {Math.Abs(cores) / 1000d:0.00} cores {(cores < 0 ? "less" : "more")} and {Math.Abs(bytes) / Gibibyte:0.00} GiB {(bytes < 0 ? "less" : "more")} than at the beginning.");
    }
}
