using Vpa.Domain.Usage;

namespace Vpa.Domain.Recommending.Estimation;

/// <summary>Adds a fraction of the inner estimate, which is cut on its own (R76).</summary>
internal sealed class MarginEstimator(IResourceEstimator inner, double fraction) : IResourceEstimator
{
    /// <inheritdoc/>
    public ResourceEstimate Estimate(ContainerAggregate history)
    {
        var (cpu, memory) = inner.Estimate(history);
        return new(cpu + cpu.ScaleTruncating(fraction), memory + memory.ScaleTruncating(fraction));
    }
}
