using System.Numerics;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Recommender.Histories;
using Vpa.Recommender.Loading;

namespace Vpa.Recommender.Observing;

/// <summary>Compares usage with what was recommended before it, and recommendations with the ones before them (R165, R166).</summary>
internal sealed class RecommendationQuality(HistoryBook book, QualityMetrics metrics)
{
    /// <summary>The largest <c>vpa_size_log2</c>.</summary>
    private const int LargestSize = 20;

    private int _cycle;

    /// <summary>Begins a cycle: histories that no VPA targets any more forget what was recommended (R63).</summary>
    /// <remarks>Of two VPAs with one target the last counts.</remarks>
    public void BeginCycle(IReadOnlyList<ServedVpa> served)
    {
        _cycle++;
        foreach (var (vpa, target) in served)
        {
            if (target.Problem is null && vpa.TargetKey is { } key && book.Find(key) is { } workload)
            {
                foreach (var history in workload.Containers.Values)
                {
                    var advice = history.Advice ??= new StandingAdvice();
                    advice.Take(vpa, history.Key.Container);
                    advice.Cycle = _cycle;
                }
            }
        }

        foreach (var workload in book.Workloads)
        {
            foreach (var history in workload.Containers.Values)
            {
                if (history.Advice is { } advice && advice.Cycle != _cycle)
                {
                    history.Advice = null;
                }
            }
        }
    }

    /// <summary>Observes an accepted CPU sample.</summary>
    public void Sampled(ContainerHistory history, CpuAmount usage)
    {
        if (history.Advice is { IsScaled: true } advice)
        {
            metrics.CpuSampled(advice.ModeTag, usage.Cores, advice.Cpu.Cores);
        }
    }

    /// <summary>Observes an accepted memory sample.</summary>
    /// <param name="history">Whose.</param>
    /// <param name="usage">The usage; after an out-of-memory kill, what is taken to be needed (R50).</param>
    /// <param name="isOutOfMemory">Whether it comes from a kill.</param>
    public void Sampled(ContainerHistory history, MemoryAmount usage, bool isOutOfMemory)
    {
        if (history.Advice is { IsScaled: true } advice)
        {
            metrics.MemorySampled(advice.ModeTag, usage.Bytes, advice.Memory.Bytes, isOutOfMemory);
        }
    }

    /// <summary>Observes a new recommendation of a VPA, which becomes the last one (R166).</summary>
    public void Recommended(WorkloadHistory workload, Recommendation recommendation)
    {
        var size = Math.Min(BitOperations.Log2((uint)Math.Max(workload.PodCount, 1)), LargestSize);
        foreach (var container in recommendation.Containers)
        {
            if (workload.Find(container.ContainerName)?.Advice is { } advice)
            {
                var target = container.UncappedTarget ?? ResourceList.Empty;
                var cpu = target.Find(ResourceNames.Cpu) is { } cores ? CpuAmount.FromQuantity(cores) : default(CpuAmount?);
                var memory = target.Find(ResourceNames.Memory) is { } bytes ? MemoryAmount.FromQuantity(bytes) : default(MemoryAmount?);
                metrics.Changed(advice.ModeTag, QualityMetrics.Cpu, size, advice.Cpu.Millicores, cpu?.Millicores);
                metrics.Changed(advice.ModeTag, QualityMetrics.Memory, size, advice.Memory.Bytes, memory?.Bytes);
                (advice.Cpu, advice.Memory) = (cpu ?? CpuAmount.Zero, memory ?? MemoryAmount.Zero);
            }
        }
    }
}
