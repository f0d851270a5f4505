using Vpa.Domain.Usage;

namespace Vpa.Domain.Recommending.Estimation;

/// <summary>Lowers a lower bound while there is little history: by (1 + 0.001 / confidence) to the power of -2 (R78).</summary>
internal sealed class LowerConfidenceEstimator(IResourceEstimator inner, TimeSpan cpuInterval, TimeSpan memoryInterval) : IResourceEstimator
{
    private const double Multiplier = 0.001;

    /// <inheritdoc/>
    public ResourceEstimate Estimate(ContainerAggregate history)
    {
        var (cpu, memory) = inner.Estimate(history);
        return new(
            cpu.ScaleTruncating(Factor(history.Confidence(cpuInterval))),
            memory.ScaleTruncating(Factor(history.Confidence(memoryInterval))));
    }

    private static double Factor(double confidence)
    {
        var root = 1 + (Multiplier / confidence);
        return 1 / (root * root);
    }
}
