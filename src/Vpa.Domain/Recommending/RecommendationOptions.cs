using Vpa.Domain.Quantities;

namespace Vpa.Domain.Recommending;

/// <summary>What shapes recommendations. Names and defaults are those of the flags (section 19.1).</summary>
public sealed record RecommendationOptions
{
    /// <summary>Upstream's defaults.</summary>
    public static RecommendationOptions Default { get; } = new();

    /// <summary>Percentile of CPU usage behind the target, 0 to 1 (R75).</summary>
    public double TargetCpuPercentile { get; init; } = 0.9;

    /// <summary>Percentile of CPU usage behind the lower bound, 0 to 1 (R75).</summary>
    public double LowerBoundCpuPercentile { get; init; } = 0.5;

    /// <summary>Percentile of CPU usage behind the upper bound, 0 to 1 (R75).</summary>
    public double UpperBoundCpuPercentile { get; init; } = 0.95;

    /// <summary>Percentile of memory peaks behind the target, 0 to 1 (R75).</summary>
    public double TargetMemoryPercentile { get; init; } = 0.9;

    /// <summary>Percentile of memory peaks behind the lower bound, 0 to 1 (R75).</summary>
    public double LowerBoundMemoryPercentile { get; init; } = 0.5;

    /// <summary>Percentile of memory peaks behind the upper bound, 0 to 1 (R75).</summary>
    public double UpperBoundMemoryPercentile { get; init; } = 0.95;

    /// <summary>Fraction added on top of every percentile (R76).</summary>
    public double MarginFraction { get; init; } = 0.15;

    /// <summary>The span of history that counts as confidence 1 for CPU (R77).</summary>
    public TimeSpan ConfidenceIntervalCpu { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The span of history that counts as confidence 1 for memory (R77).</summary>
    public TimeSpan ConfidenceIntervalMemory { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Least CPU of a pod in millicores, split evenly over its containers (R79).</summary>
    public double PodMinCpuMillicores { get; init; } = 25;

    /// <summary>Least memory of a pod in units of 2^20 bytes, split evenly over its containers (R79).</summary>
    public double PodMinMemoryMb { get; init; } = 250;

    /// <summary>CPU is rounded up to a multiple of this; 1 and less leave it (R84).</summary>
    public int RoundCpuMillicores { get; init; } = 1;

    /// <summary>Memory is rounded up to a multiple of this; 1 and less leave it (R84).</summary>
    public long RoundMemoryBytes { get; init; } = 1;

    /// <summary>Whether memory is shortened to two decimals of the largest unit (R85, deprecated).</summary>
    public bool HumanizeMemory { get; init; }

    /// <summary>Whether annotations may ask for whole cores (R88).</summary>
    public bool IntegerCpuPostProcessorEnabled { get; init; }

    /// <summary>Greatest CPU of any container whose policy names no maximum; null or 0 for none (R90).</summary>
    public Quantity? MaxAllowedCpu { get; init; }

    /// <summary>Greatest memory of any container whose policy names no maximum; null or 0 for none (R90).</summary>
    public Quantity? MaxAllowedMemory { get; init; }
}
