using System.Globalization;
using Vpa.Domain.Histograms;

namespace Vpa.Domain.Tests.Histograms;

public sealed class DecayingHistogramTests
{
    private const double SampleWeight = 0.1;
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly DateTimeOffset January2 = Instant("2024-01-02T00:00:00Z");

    [Fact]   // R22
    public void Percentiles_are_upper_bucket_edges()
    {
        var histogram = Cpu(1);
        foreach (var cores in new[] { 0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.2, 0.2, 0.2, 1.0 })
        {
            histogram.Add(cores, SampleWeight, January2);
        }

        (double P, double Cores)[] expected =
        [
            (-0.1, 0.11026564319570306), (0, 0.11026564319570306), (0.5, 0.11026564319570306), (0.500001, 0.2157856358822734),
            (0.9, 0.2157856358822734), (0.95, 1.0162813885540904), (1.0, 1.0162813885540904), (1.1, 1.0162813885540904),
        ];
        Assert.All(expected, e => Assert.Equal(e.Cores, histogram.Percentile(e.P)));
        Assert.Equal(
            new HistogramCheckpoint(January2, [new(8, 10000), new(14, 8000), new(36, 2000)], 0.9999999999999999), histogram.ToCheckpoint());
    }

    [Theory]   // R29, R31
    [InlineData("2024-01-01T11:59:59Z", 24, "2024-01-01T00:00:00Z", 1.4142022168382409)]
    [InlineData("2024-01-01T12:00:00Z", 24, "2024-01-02T00:00:00Z", 0.7071067811865475)]
    [InlineData("2024-01-01T18:00:00Z", 24, "2024-01-02T00:00:00Z", 0.8408964152537146)]
    [InlineData("2024-01-02T00:00:00Z", 24, "2024-01-02T00:00:00Z", 1)]
    [InlineData("2024-01-01T12:00:00Z", 36, "2024-01-01T00:00:00Z", 1.2599210498948732)]
    [InlineData("2024-01-01T12:00:00Z", 168, "2024-01-01T00:00:00Z", 1.0507566386532194)]
    public void First_sample_sets_the_reference(string at, int halfLifeHours, string reference, double factor)
    {
        var histogram = new DecayingHistogram(BucketScheme.Cpu, TimeSpan.FromHours(halfLifeHours));
        Assert.Null(histogram.Reference);
        histogram.Add(0.1, SampleWeight, Instant(at));
        Assert.Equal(Instant(reference), histogram.Reference);
        Assert.Equal(SampleWeight * factor, histogram.TotalWeight);
    }

    [Fact]   // R27, R30, R32
    public void Reference_moves_after_more_than_a_hundred_half_lives()
    {
        var histogram = Cpu(1);
        histogram.Add(0.1, SampleWeight, Instant("2024-01-01T18:00:00Z"));
        histogram.Add(0.1, SampleWeight, Instant("2024-01-02T18:00:00Z"));
        Assert.Equal(0.2522689245761144, histogram.TotalWeight);

        var limit = Instant("2024-04-11T00:00:00Z");
        histogram.Add(0.5, SampleWeight, limit);
        Assert.Equal(January2, histogram.Reference);
        Assert.Equal(1.2676506002282295e+29, histogram.TotalWeight, 1e+14);

        histogram.Add(0.5, SampleWeight, limit.AddSeconds(1));
        Assert.Equal(limit, histogram.Reference);
        Assert.Equal([new BucketWeight(25, 10000)], histogram.ToCheckpoint().BucketWeights.ToArray());
        Assert.Equal(0.20000080225689928, histogram.ToSnapshot().Weights[^1]);
    }

    [Fact]   // section 3, worked example
    public void Old_peaks_fade()
    {
        var histogram = Cpu(1);
        histogram.Add(1.0, SampleWeight, January2);
        histogram.Add(0.1, SampleWeight, January2.AddDays(3));
        Assert.Equal(1.0162813885540904, histogram.Percentile(0.9));
        Assert.Equal(0.11026564319570306, histogram.Percentile(0.12));
    }

    [Fact]   // R33, worked example
    public void Merging_aligns_references_without_changing_the_source()
    {
        foreach (var laterFirst in new[] { false, true })
        {
            var (early, late) = (Cpu(1), Cpu(1));
            early.Add(0.1, SampleWeight, January2);
            late.Add(0.1, SampleWeight, January2.AddDays(2));
            var (into, from) = laterFirst ? (late, early) : (early, late);
            var before = from.ToSnapshot();
            into.Merge(from);
            Assert.Equal(0.125, into.TotalWeight);
            Assert.Equal(January2.AddDays(2), into.Reference);
            Assert.Equal(before, from.ToSnapshot());
        }
    }

    [Fact]   // section 3, unit vectors, on buckets [0, 1), [1, 3), [3, 7), ...
    public void A_hundred_half_lives_make_a_sample_vanish()
    {
        var scheme = new BucketScheme(1000, 1, 2, 1e-15);
        var start = Instant("2024-01-01T00:00:00Z");
        var weighty = new DecayingHistogram(scheme, TimeSpan.FromHours(1));
        weighty.Add(2, 1000, start);
        weighty.Add(0.5, 1, start.AddHours(20));
        Assert.Equal((1, 3), (weighty.Percentile(0.999), weighty.Percentile(1)));

        var vanishing = new DecayingHistogram(scheme, TimeSpan.FromHours(1));
        vanishing.Add(2, 1, start);
        vanishing.Add(0.5, 1, start.AddHours(101));
        Assert.Equal(1, vanishing.Percentile(1));
    }

    [Fact]   // R39: rounding half up, light buckets dropped
    public void Checkpoint_drops_buckets_that_round_to_nothing()
    {
        var histogram = Cpu(1);
        histogram.Add(0.005, 100_000, January2);
        histogram.Add(0.1, 4.9, January2);
        histogram.Add(1, 5.0, January2);
        Assert.Equal([new(0, 10000), new(36, 1)], histogram.ToCheckpoint().BucketWeights.ToArray());
        Assert.Equal(100_009.9, histogram.ToCheckpoint().TotalWeight, 1e-9);
    }

    [Fact]   // R41
    public void Loading_scales_to_the_total_weight()
    {
        var offGrid = January2.AddMinutes(17);
        var histogram = DecayingHistogram.FromCheckpoint(BucketScheme.Cpu, Day, new(offGrid, [new(0, 1), new(1, 2)], 6.0));
        Assert.Equal(new HistogramSnapshot(offGrid, 0, [2.0, 4.0], 6.0), histogram.ToSnapshot());

        var nothing = DecayingHistogram.FromCheckpoint(BucketScheme.Cpu, Day, new(offGrid, [new(3, 0)], 6.0));
        Assert.Equal((true, 0.0, offGrid), (nothing.IsEmpty, nothing.TotalWeight, nothing.Reference));
    }

    [Theory]   // R41
    [InlineData(176, 1u, 1, "176")]
    [InlineData(-1, 1u, 1, "-1")]
    [InlineData(0, 1u, -0.5, "totalWeight")]
    [InlineData(0, 1u, double.NaN, "totalWeight")]
    public void Loading_refuses_what_is_no_histogram(int bucket, uint weight, double total, string named)
    {
        var checkpoint = new HistogramCheckpoint(January2, [new(bucket, weight)], total);
        var exception = Assert.Throws<HistoryFormatException>(() => DecayingHistogram.FromCheckpoint(BucketScheme.Cpu, Day, checkpoint));
        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 1.0, 1.0)]
    [InlineData(176, 1.0, 1.0)]
    [InlineData(0, -1.0, 1.0)]
    [InlineData(0, double.NaN, 1.0)]
    [InlineData(0, 1.0, double.PositiveInfinity)]
    public void Restoring_refuses_what_is_no_histogram(int first, double weight, double total) => Assert.Throws<HistoryFormatException>(() =>
        DecayingHistogram.FromSnapshot(BucketScheme.Cpu, Day, new(January2, first, [weight], total)));

    [Fact]
    public void Misuse_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecayingHistogram(BucketScheme.Cpu, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cpu(1).Add(1, -1, January2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cpu(1).Subtract(1, -1, January2));
        Assert.Throws<ArgumentException>(() => Cpu(1).Merge(Cpu(2)));
        Assert.Throws<ArgumentException>(() => Cpu(1).Merge(new(BucketScheme.Memory, Day)));
    }

    [Theory]   // instants at the ends of the calendar neither wrap nor throw
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public void Strange_instants_are_survived(string at)
    {
        var histogram = Cpu(1);
        histogram.Add(0.1, SampleWeight, January2);
        histogram.Add(0.1, SampleWeight, Instant(at));
        histogram.Add(0.1, SampleWeight, January2);
        Assert.True(double.IsFinite(histogram.Percentile(0.9)));
        Assert.True(double.IsFinite(histogram.ToCheckpoint().TotalWeight));
    }

    private static DecayingHistogram Cpu(int halfLifeDays) => new(BucketScheme.Cpu, TimeSpan.FromDays(halfLifeDays));

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
