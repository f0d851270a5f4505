using CsCheck;
using Vpa.Domain.Histograms;
using Vpa.Testing;

namespace Vpa.Domain.Tests.Histograms;

public sealed class DecayingHistogramLaws
{
    private const double Tolerance = 1e-9;
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly double[] Fractions = [0, 0.1, 0.5, 0.9, 0.95, 1];

    private static readonly Gen<(double Cores, int Minutes)[]> Samples =
        Gen.Select(Gen.Double[0, 64], Gen.Int[0, 60 * 24 * 30]).Array[1, 60];

    [Fact]
    public void Percentiles_rise_with_their_fraction() => Samples.Sample(samples =>
    {
        var percentiles = Fractions.Select(Fill(samples).Percentile).ToArray();
        Assert.Equal(percentiles.Order(), percentiles);
    });

    [Fact]   // R67; but for weights that a shift makes lighter than epsilon (R20, R24)
    public void Merging_commutes() => Gen.Select(Samples, Samples).Sample((a, b) => AssertClose(Merged(Fill(a), Fill(b)), Merged(Fill(b), Fill(a))));

    [Fact]   // likewise
    public void Merging_is_adding_all_samples_to_one() => Gen.Select(Samples, Samples).Sample((a, b) => AssertClose(Merged(Fill(a), Fill(b)), Fill([.. a, .. b])));

    [Fact]
    public void Order_of_samples_does_not_matter() => Samples.Sample(samples =>
        Assert.Equal(Relative(Fill(samples)), Relative(Fill([.. samples.Reverse()])), new WeightComparer()));

    [Fact]
    public void Merging_leaves_its_argument_alone() => Gen.Select(Samples, Samples).Sample((a, b) =>
    {
        var source = Fill(b);
        var before = source.ToSnapshot();
        Fill(a).Merge(source);
        Assert.Equal(before, source.ToSnapshot());
    });

    [Fact]
    public void Snapshots_restore_exactly() => Gen.Select(Samples, Samples).Sample((before, after) =>
    {
        var original = Fill(before);
        var restored = DecayingHistogram.FromSnapshot(BucketScheme.Cpu, Day, original.ToSnapshot());
        Feed(original, after);
        Feed(restored, after);
        Assert.Equal(original.ToSnapshot(), restored.ToSnapshot());
        Assert.Equal(Fractions.Select(original.Percentile), Fractions.Select(restored.Percentile));
    });

    [Fact]
    public void Clones_are_independent() => Gen.Select(Samples, Samples).Sample((a, b) =>
    {
        var original = Fill(a);
        var before = original.ToSnapshot();
        var clone = original.Clone();
        Assert.Equal(before, clone.ToSnapshot());
        Feed(clone, b);
        Assert.Equal(before, original.ToSnapshot());
    });

    [Fact]
    public void Subtracting_undoes_adding() => Samples.Sample(samples =>
    {
        var histogram = Fill(samples);
        var before = histogram.ToSnapshot();
        var at = histogram.Reference!.Value;
        histogram.Add(3, 1, at);
        histogram.Subtract(3, 1, at);
        Assert.Equal(before.TotalWeight, histogram.TotalWeight, Tolerance * (1 + before.TotalWeight));
    });

    [Fact]   // R39, R41: four digits survive, except at the ends where they round a weight down below what counts (R20)
    public void Checkpoints_keep_four_digits() => Samples.Sample(samples =>
    {
        var histogram = Fill(samples);
        var reloaded = DecayingHistogram.FromCheckpoint(BucketScheme.Cpu, Day, histogram.ToCheckpoint());
        Assert.Equal(histogram.Reference, reloaded.Reference);
        Assert.Equal(histogram.TotalWeight, reloaded.TotalWeight, histogram.TotalWeight * Tolerance);
        var saved = histogram.ToCheckpoint().BucketWeights.ToArray();
        var unit = histogram.TotalWeight / saved.Sum(b => b.Weight);
        var counting = Array.FindAll(saved, b => b.Weight * unit >= BucketScheme.Cpu.Epsilon);
        Assert.Equal(
            counting.Length == 0 ? [] : saved.Where(b => b.Bucket >= counting[0].Bucket && b.Bucket <= counting[^1].Bucket),
            reloaded.ToCheckpoint().BucketWeights.AsEnumerable());
    });

    [Fact]
    public void Adding_and_asking_allocate_nothing_in_steady_state()
    {
        var histogram = Fill([(0, 0), (4, 0), (0.2, 0)]);
        var sum = Steady(histogram);
        var before = GC.GetAllocatedBytesForCurrentThread();
        sum += Steady(histogram);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }

    [Fact]
    public void Steady_usage_takes_few_bytes()
    {
        var histogram = new DecayingHistogram(BucketScheme.Memory, Day);
        for (var day = 0; day < 365; day++)
        {
            histogram.Add(900e6 + (day % 7 * 40e6), 1, AnInstant.Start.AddDays(day));
        }

        Assert.InRange(histogram.StoredBytes, 1, 128);
    }

    private static double Steady(DecayingHistogram histogram)
    {
        var sum = 0.0;
        for (var minute = 0; minute < 1000; minute++)
        {
            histogram.Add(0.2 + (minute % 10 * 0.1), 0.1, AnInstant.Start.AddMinutes(minute));
            sum += histogram.Percentile(0.9);
        }

        return sum;
    }

    private static DecayingHistogram Fill((double Cores, int Minutes)[] samples)
    {
        var histogram = new DecayingHistogram(BucketScheme.Cpu, Day);
        Feed(histogram, samples);
        return histogram;
    }

    private static void Feed(DecayingHistogram histogram, (double Cores, int Minutes)[] samples)
    {
        foreach (var (cores, minutes) in samples)
        {
            histogram.Add(cores, 0.1, AnInstant.Start.AddMinutes(minutes));
        }
    }

    private static DecayingHistogram Merged(DecayingHistogram into, DecayingHistogram from)
    {
        into.Merge(from);
        return into;
    }

    /// <summary>Compares all weights as of the first histogram's reference, which is the later one.</summary>
    private static void AssertClose(DecayingHistogram merged, DecayingHistogram other)
    {
        var factor = Math.Pow(2, (other.Reference!.Value - merged.Reference!.Value) / Day);
        Assert.InRange(factor, 0, 1);
        var pairs = Relative(merged).Zip(Relative(other), (m, o) => (Merged: m * merged.TotalWeight, Other: o * other.TotalWeight * factor));
        Assert.All(pairs, p => Assert.InRange(p.Merged - p.Other, -2 * BucketScheme.Cpu.Epsilon - (Tolerance * p.Other), (2 * BucketScheme.Cpu.Epsilon) + (Tolerance * p.Other)));
    }

    /// <summary>Shares of the total weight by bucket, which do not depend on where the reference is.</summary>
    private static IEnumerable<double> Relative(DecayingHistogram histogram)
    {
        var snapshot = histogram.ToSnapshot();
        return Enumerable.Range(0, BucketScheme.Cpu.Count).Select(b =>
            b < snapshot.FirstBucket || b >= snapshot.FirstBucket + snapshot.Weights.Length ? 0 : snapshot.Weights[b - snapshot.FirstBucket] / snapshot.TotalWeight);
    }

    private sealed class WeightComparer : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= Tolerance;

        public int GetHashCode(double obj) => 0;
    }
}
