using CsCheck;
using Vpa.Domain.Histograms;
using Vpa.Domain.Quantities;
using Vpa.Domain.Usage;

namespace Vpa.Storage.Tests;

/// <summary>Aggregates for the tests: some arbitrary, some grown from samples.</summary>
internal static class Snapshots
{
    private static readonly DateTimeOffset Start = new(2024, 3, 1, 10, 30, 0, TimeSpan.Zero);

    private static readonly Gen<DateTimeOffset> Instant =
        Gen.Long[0, DateTimeOffset.MaxValue.Ticks].Select(t => new DateTimeOffset(t, TimeSpan.Zero));

    private static readonly Gen<DateTimeOffset?> MaybeInstant = Gen.Nullable(Instant);

    private static readonly Gen<HistogramSnapshot> Histogram =
        from reference in MaybeInstant
        from first in Gen.Int[0, 175]
        from weights in Gen.Double.Array[0, 40]
        from total in Gen.Double
        select new HistogramSnapshot(reference, first, [.. weights], total);

    private static readonly Gen<UsageWindowSnapshot> Window =
        from pod in Gen.String
        from instants in Gen.Select(MaybeInstant, MaybeInstant, MaybeInstant)
        from peaks in Gen.Select(Gen.Long, Gen.Long)
        select new UsageWindowSnapshot(
            pod, instants.Item1, instants.Item2, instants.Item3, new MemoryAmount(peaks.Item1), new MemoryAmount(peaks.Item2));

    /// <summary>Any snapshot whatever, also such as no samples give.</summary>
    public static Gen<AggregateSnapshot> Any { get; } =
        from names in Gen.String.Array[4]
        from instants in Gen.Select(Instant, MaybeInstant, MaybeInstant)
        from count in Gen.Long
        from histograms in Gen.Select(Histogram, Histogram)
        from windows in Window.Array[0, 5]
        select new AggregateSnapshot
        {
            Key = new(new(names[0], names[1], names[2]), names[3]),
            CreatedAt = instants.Item1,
            FirstSample = instants.Item2,
            LastSample = instants.Item3,
            SampleCount = count,
            Cpu = histograms.Item1,
            Memory = histograms.Item2,
            Windows = [.. windows],
        };

    /// <summary>The key of the n-th workload.</summary>
    public static AggregateKey Key(int n) => new(new("shop", "Deployment", $"web-{n:D5}"), "app");

    /// <summary>The history of the n-th workload after so many minutes of samples of its two pods.</summary>
    public static AggregateSnapshot Grown(int n, int minutes = 5)
    {
        var aggregate = new ContainerAggregate(Key(n), AggregationOptions.Default, Start);
        for (var i = 0; i < minutes; i++)
        {
            foreach (var pod in new[] { "web-a", "web-b" })
            {
                aggregate.Track(pod).AddCpu(Start.AddMinutes(i), new CpuAmount(100 + (37 * i % 400)));
                aggregate.Track(pod).AddMemory(Start.AddMinutes(i), new MemoryAmount((100L + i) << 20));
            }
        }

        return aggregate.ToSnapshot();
    }
}
