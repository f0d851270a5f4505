using Vpa.Domain.Usage;

namespace Vpa.Domain.Recommending.Estimation;

/// <summary>Widens an upper bound while there is little history: by 1 + 1 / confidence (R78).</summary>
/// <remarks>Confidence 0 gives the greatest amount; of an estimate of 0, not a number, which loses against the minimum (R3).</remarks>
internal sealed class UpperConfidenceEstimator(IResourceEstimator inner, TimeSpan cpuInterval, TimeSpan memoryInterval) : IResourceEstimator
{
    /// <inheritdoc/>
    public ResourceEstimate Estimate(ContainerAggregate history)
    {
        var (cpu, memory) = inner.Estimate(history);
        return new(
            cpu.ScaleTruncating(1 + (1 / history.Confidence(cpuInterval))),
            memory.ScaleTruncating(1 + (1 / history.Confidence(memoryInterval))));
    }
}
