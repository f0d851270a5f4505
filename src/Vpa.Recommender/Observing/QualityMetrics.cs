using System.Diagnostics.Metrics;
using System.Globalization;

namespace Vpa.Recommender.Observing;

/// <summary>The quality metrics, under upstream's names, labels and buckets (section 20.2).</summary>
internal sealed class QualityMetrics
{
    private const int AmountBuckets = 17;

    private static readonly double[] CpuBounds = Doubling(0.01);

    private static readonly double[] MemoryBounds = Doubling(1e6);

    private static readonly double[] RelativeBounds =
    [
        -1, -0.75, -0.5, -0.25, -0.1, -0.05, -0.025, -0.01, -0.005, -0.0025, -0.001, 0,
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 10, 25, 50, 100,
    ];

    private static readonly KeyValuePair<string, object?>[] Sizes =
        [.. Enumerable.Range(0, 21).Select(s => new KeyValuePair<string, object?>("vpa_size_log2", s.ToString(CultureInfo.InvariantCulture)))];

    private readonly Histogram<double> _relativeDifferences;
    private readonly Counter<long> _missing;
    private readonly AmountQuality _cpu;
    private readonly AmountQuality _memory;
    private readonly Histogram<double> _relativeChanges;

    /// <summary>Creates the instruments.</summary>
    public QualityMetrics(Meter meter)
    {
        _relativeDifferences = Histogram(
            meter, "vpa_quality_usage_recommendation_relative_diffs", RelativeBounds, "Diffs between recommendation and usage, normalized by the recommendation.");
        _missing = meter.CreateCounter<long>(
            "vpa_quality_usage_sample_missing_recommendation_count", description: "Usage samples taken while there was no recommendation.");
        _cpu = new(
            Histogram(meter, "vpa_quality_cpu_recommendation_over_usage_diffs_cores", CpuBounds, "Absolute diffs between recommendation and usage for CPU when recommendation > usage."),
            Histogram(meter, "vpa_quality_cpu_recommendation_lower_equal_usage_diffs_cores", CpuBounds, "Absolute diffs between recommendation and usage for CPU when recommendation <= usage."),
            Histogram(meter, "vpa_quality_cpu_recommendations_cores", CpuBounds, "CPU recommendations at each sample."));
        _memory = new(
            Histogram(meter, "vpa_quality_mem_recommendation_over_usage_diffs_bytes", MemoryBounds, "Absolute diffs between recommendation and usage for memory when recommendation > usage."),
            Histogram(meter, "vpa_quality_mem_recommendation_lower_equal_usage_diffs_bytes", MemoryBounds, "Absolute diffs between recommendation and usage for memory when recommendation <= usage."),
            Histogram(meter, "vpa_quality_mem_recommendations_bytes", MemoryBounds, "Memory recommendations at each sample."));
        _relativeChanges = Histogram(
            meter, "vpa_quality_relative_recommendation_changes", RelativeBounds, "Changes between consecutive recommendation values, normalized by the old value.");
    }

    /// <summary>The label <c>resource</c> of CPU.</summary>
    public static KeyValuePair<string, object?> Cpu { get; } = new("resource", "cpu");

    /// <summary>The label <c>resource</c> of memory.</summary>
    public static KeyValuePair<string, object?> Memory { get; } = new("resource", "memory");

    /// <summary>Observes a CPU sample (R165).</summary>
    /// <param name="mode">The label <c>update_mode</c>.</param>
    /// <param name="usage">Cores.</param>
    /// <param name="recommended">Cores; 0 when nothing was recommended.</param>
    public void CpuSampled(in KeyValuePair<string, object?> mode, double usage, double recommended)
    {
        (recommended > usage ? _cpu.Over : _cpu.LowerOrEqual).Record(Math.Abs(usage - recommended), mode, IsMissing(recommended));
        if (Compared(mode, Cpu, usage, recommended, isOutOfMemory: false))
        {
            _cpu.Recommendations.Record(recommended, mode);
        }
    }

    /// <summary>Observes a memory sample (R165).</summary>
    /// <param name="mode">The label <c>update_mode</c>.</param>
    /// <param name="usage">Bytes.</param>
    /// <param name="recommended">Bytes; 0 when nothing was recommended.</param>
    /// <param name="isOutOfMemory">The label <c>is_oom</c>.</param>
    public void MemorySampled(in KeyValuePair<string, object?> mode, double usage, double recommended, bool isOutOfMemory)
    {
        (recommended > usage ? _memory.Over : _memory.LowerOrEqual).Record(Math.Abs(usage - recommended), mode, IsMissing(recommended), IsOom(isOutOfMemory));
        if (Compared(mode, Memory, usage, recommended, isOutOfMemory))
        {
            _memory.Recommendations.Record(recommended, mode, IsOom(isOutOfMemory));
        }
    }

    /// <summary>Observes the change of a recommendation (R166).</summary>
    /// <param name="mode">The label <c>update_mode</c>.</param>
    /// <param name="resource">The label <c>resource</c>.</param>
    /// <param name="size">The label <c>vpa_size_log2</c>, 0 to 20.</param>
    /// <param name="before">Millicores or bytes; 0 when nothing was recommended.</param>
    /// <param name="after">The same; null when the resource is not recommended.</param>
    public void Changed(in KeyValuePair<string, object?> mode, in KeyValuePair<string, object?> resource, int size, long before, long? after)
    {
        if (before > 0 && after is { } value)
        {
            _relativeChanges.Record(((double)value / before) - 1, mode, resource, Sizes[size]);
        }
    }

    private static double[] Doubling(double first) => [.. Enumerable.Range(0, AmountBuckets).Select(k => first * Math.Pow(2, k))];

    private static Histogram<double> Histogram(Meter meter, string name, double[] bounds, string description) =>
        meter.CreateHistogram(name, description: description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });

    private static KeyValuePair<string, object?> IsMissing(double recommended) => new("recommendation_missing", recommended > 0 ? "false" : "true");

    private static KeyValuePair<string, object?> IsOom(bool isOutOfMemory) => new("is_oom", isOutOfMemory ? "true" : "false");

    /// <summary>Observes the relative difference; false when there is no recommendation to compare with.</summary>
    private bool Compared(in KeyValuePair<string, object?> mode, in KeyValuePair<string, object?> resource, double usage, double recommended, bool isOutOfMemory)
    {
        if (recommended > 0)
        {
            _relativeDifferences.Record((usage - recommended) / recommended, mode, resource, IsOom(isOutOfMemory));
            return true;
        }

        _missing.Add(1, mode, resource, IsOom(isOutOfMemory));
        return false;
    }

    private sealed record AmountQuality(Histogram<double> Over, Histogram<double> LowerOrEqual, Histogram<double> Recommendations);
}
