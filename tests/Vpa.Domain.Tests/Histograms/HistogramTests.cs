using Vpa.Domain.Histograms;
using Vpa.Domain.Usage;

namespace Vpa.Domain.Tests.Histograms;

/// <summary>The plain histogram, on ten buckets of which the first covers [0, 1).</summary>
public sealed class HistogramTests
{
    private const double Epsilon = 0.1;
    private static readonly BucketScheme Scheme = new(1000, 1, 2, Epsilon);

    [Fact]   // R17, R21, R22
    public void A_new_one_is_empty()
    {
        var histogram = new Histogram(Scheme);
        Assert.Equal((true, 0.0, 0.0), (histogram.IsEmpty, histogram.Total, histogram.Percentile(1)));
        Assert.Empty(histogram.ToBucketWeights());
    }

    [Fact]   // R18: what is lighter than epsilon counts in its bucket and in the total, and does not widen the range
    public void A_light_weight_counts_once_its_bucket_is_heavy_enough()
    {
        var histogram = Of((0.5, 1), (20, 0.06));
        Assert.Equal((1.06, 1.0), (histogram.Total, histogram.Percentile(1)));

        histogram.Add(20, 0.06);
        Assert.Equal(Scheme.Start(Scheme.Find(20) + 1), histogram.Percentile(1));
        Assert.Equal(1.12, histogram.Total, 1e-12);
    }

    [Fact]   // R19: what falls below epsilon becomes exactly 0, and so never negative
    public void Subtracting_ends_at_0()
    {
        var histogram = Of((0.5, 1), (20, 3));
        histogram.Subtract(20, 2.95);
        Assert.Equal(1.05, histogram.Total, 1e-12);
        Assert.Equal([1.0], histogram.ToStoredWeights().Weights.ToArray());
        histogram.Subtract(0.5, 7);
        Assert.Equal((0.0, true), (histogram.Total, histogram.IsEmpty));
        histogram.Subtract(500, 1);
        Assert.Equal((0.0, true), (histogram.Total, histogram.IsEmpty));
        Assert.Throws<ArgumentOutOfRangeException>(() => histogram.Subtract(0.5, -1));
    }

    [Fact]   // R20: the range narrows from both ends, up to the first bucket that is heavy enough
    public void The_range_follows_what_is_left()
    {
        var histogram = Of((0.5, 1), (20, 1), (500, 1));
        histogram.Subtract(0.5, 1);
        Assert.Equal(Scheme.Start(Scheme.Find(20) + 1), histogram.Percentile(0));
        histogram.Subtract(500, 1);
        Assert.Equal(histogram.Percentile(0), histogram.Percentile(1));
    }

    [Fact]   // R23: ranges join; an empty one adds only its residue
    public void Merging_joins_ranges_and_totals()
    {
        var histogram = Of((20, 1));
        histogram.Merge(Of((0.5, 2), (500, 3)), 1);
        Assert.Equal(
            (6.0, 1.0, Scheme.Start(Scheme.Find(500) + 1)), (histogram.Total, histogram.Percentile(0), histogram.Percentile(1)));

        var before = histogram.ToStoredWeights().Weights.ToArray();
        histogram.Merge(Of((0.5, 0.05)), 1);
        Assert.Equal(6.05, histogram.Total, 1e-12);
        Assert.Equal(before, histogram.ToStoredWeights().Weights.ToArray());
    }

    [Fact]   // R24: the residue outside the range is not scaled (Q2, whose effect is below epsilon)
    public void Scaling_multiplies_the_range_and_the_total()
    {
        var histogram = Of((0.5, 1), (20, 4), (500, 0.05));
        histogram.Scale(0.05);
        Assert.Equal(5.05 * 0.05, histogram.Total, 1e-12);
        Assert.Equal((4 * 0.05, 0.05), (histogram.ToStoredWeights().Weights[Scheme.Find(20)], histogram.ToStoredWeights().Weights[^1]));
        Assert.Equal(histogram.Percentile(0), histogram.Percentile(1));
        histogram.Scale(0);
        Assert.True(histogram.IsEmpty);
    }

    [Fact]   // R26, R28: the plain operation with the weight times the factor of the instant
    public void A_decaying_one_adds_and_subtracts_weights_of_their_instant()
    {
        Assert.Equal((TimeSpan.FromHours(24), TimeSpan.FromHours(24)), (AggregationOptions.Default.CpuHalfLife, AggregationOptions.Default.MemoryHalfLife));
        var (start, halfLife) = (new DateTimeOffset(2024, 1, 2, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(24));
        var decaying = new DecayingHistogram(Scheme, halfLife);
        decaying.Add(20, 1, start);
        decaying.Add(0.5, 1, start + (3 * halfLife));
        Assert.Equal(9, decaying.TotalWeight);
        decaying.Subtract(0.5, 0.5, start + (3 * halfLife));
        Assert.Equal(5, decaying.TotalWeight);
        decaying.Subtract(20, 2, start - halfLife);
        Assert.Equal(4, decaying.TotalWeight);
        Assert.Equal(decaying.Percentile(0), decaying.Percentile(1));
    }

    [Fact]   // R34: a reference off the grid moves the receiver to the grid and adds the source unscaled, as upstream (Q3)
    public void A_reference_off_the_grid_is_off_by_less_than_a_half_life()
    {
        var (start, halfLife) = (new DateTimeOffset(2024, 1, 2, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(24));
        var receiver = new DecayingHistogram(Scheme, halfLife);
        receiver.Add(20, 1, start);
        receiver.Merge(DecayingHistogram.FromCheckpoint(Scheme, halfLife, new(start.AddHours(53), [new(0, 10000)], 1)));
        Assert.Equal((start.AddDays(2), 1.25), (receiver.Reference, receiver.TotalWeight));
    }

    private static Histogram Of(params (double Value, double Weight)[] samples)
    {
        var histogram = new Histogram(Scheme);
        foreach (var (value, weight) in samples)
        {
            histogram.Add(value, weight);
        }

        return histogram;
    }
}
