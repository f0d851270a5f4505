using Vpa.Domain.Quantities;
using Vpa.Domain.Usage;

namespace Vpa.Domain.Recommending.Estimation;

/// <summary>Raises the inner estimate to a minimum (R79).</summary>
internal sealed class MinimumEstimator(IResourceEstimator inner, ResourceEstimate minimum) : IResourceEstimator
{
    /// <inheritdoc/>
    public ResourceEstimate Estimate(ContainerAggregate history)
    {
        var (cpu, memory) = inner.Estimate(history);
        return new(CpuAmount.Max(cpu, minimum.Cpu), MemoryAmount.Max(memory, minimum.Memory));
    }
}
