using Vpa.Domain.Histograms;
using Vpa.Domain.Usage;

namespace Vpa.Host.History;

/// <summary>What is shown of a history: the percentiles 50, 90 and 95 behind lower bound, target and upper bound, and the buckets with weight.</summary>
/// <param name="Cpu">CPU percentiles in cores.</param>
/// <param name="Memory">Percentiles of memory peaks in bytes.</param>
/// <param name="CpuBuckets">CPU buckets in cores.</param>
/// <param name="MemoryBuckets">Buckets of memory peaks in bytes.</param>
internal sealed record HistoryView(double[] Cpu, double[] Memory, IReadOnlyList<ShownBucket> CpuBuckets, IReadOnlyList<ShownBucket> MemoryBuckets)
{
    private static readonly double[] Fractions = [0.5, 0.9, 0.95];

    /// <summary>The view of a history.</summary>
    public static HistoryView Of(AggregateSnapshot history)
    {
        var aggregate = ContainerAggregate.FromSnapshot(history, AggregationOptions.Default);
        return new(
            [.. Fractions.Select(aggregate.CpuPercentile)],
            [.. Fractions.Select(aggregate.MemoryPercentile)],
            Buckets(history.Cpu, BucketScheme.Cpu),
            Buckets(history.Memory, BucketScheme.Memory));
    }

    private static List<ShownBucket> Buckets(HistogramSnapshot histogram, BucketScheme scheme)
    {
        var total = histogram.Weights.Sum();
        return total <= 0 ? [] : [.. histogram.Weights.Select((weight, i) =>
        {
            var bucket = histogram.FirstBucket + i;
            return new ShownBucket(scheme.Start(bucket), scheme.Start(Math.Min(bucket + 1, scheme.Count - 1)), weight / total);
        })];
    }
}
