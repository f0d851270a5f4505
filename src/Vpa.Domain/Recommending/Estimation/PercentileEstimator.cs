using Vpa.Domain.Quantities;
using Vpa.Domain.Usage;

namespace Vpa.Domain.Recommending.Estimation;

/// <summary>Percentiles of CPU usage and memory peaks, each from 0 to 1 (R75).</summary>
internal sealed class PercentileEstimator(double cpu, double memory) : IResourceEstimator
{
    /// <inheritdoc/>
    public ResourceEstimate Estimate(ContainerAggregate history) =>
        new(CpuAmount.FromCores(history.CpuPercentile(cpu)), MemoryAmount.FromRealBytes(history.MemoryPercentile(memory)));
}
