using CsCheck;
using Vpa.Domain.Usage;
using Vpa.Testing;

namespace Vpa.Domain.Tests.Usage;

/// <summary>
/// Moving a history through a checkpoint object, to upstream or from it, changes no percentile by more than the format's four digits: half a ten-thousandth of the
/// heaviest bucket for each bucket there is.
/// </summary>
public sealed class CheckpointLaws
{
    private static readonly double[] Fractions = [0.5, 0.9, 0.95];

    private static readonly Gen<(int Millicores, int Mebibytes, int Minutes)[]> Samples =
        Gen.Select(Gen.Int[0, 8_000], Gen.Int[1, 16_000], Gen.Int[1, 600]).Array[1, 200];

    [Fact]
    public void A_history_read_from_its_checkpoint_recommends_the_same_but_for_rounding() => Samples.Sample(samples =>
    {
        var (original, end) = Fill(samples);
        var checkpoint = original.ToCheckpoint(end);
        var restored = ContainerAggregate.FromCheckpoint(original.Key, checkpoint, AggregationOptions.Default, end);

        // Unfinished windows are no part of the format (R133): what remains of the original without them is what can be compared.
        var whole = WithoutWindows(original, end);
        foreach (var fraction in Fractions)
        {
            AssertWithin(whole.CpuPercentile, fraction, checkpoint.CpuHistogram!.BucketWeights.Length, restored.CpuPercentile(fraction));
            AssertWithin(whole.MemoryPercentile, fraction, checkpoint.MemoryHistogram!.BucketWeights.Length, restored.MemoryPercentile(fraction));
        }

        Assert.Equal((original.SampleCount, original.FirstSample, original.LastSample), (restored.SampleCount, restored.FirstSample, restored.LastSample));
        Assert.Equal(original.Confidence(TimeSpan.FromDays(1)), restored.Confidence(TimeSpan.FromDays(1)));
    });

    [Fact]
    public void A_second_passage_changes_nothing_more() => Samples.Sample(samples =>
    {
        var (original, end) = Fill(samples);
        var first = original.ToCheckpoint(end);
        var second = ContainerAggregate.FromCheckpoint(original.Key, first, AggregationOptions.Default, end).ToCheckpoint(end);
        Assert.Equal(first.CpuHistogram!.BucketWeights.Select(b => b.Bucket), second.CpuHistogram!.BucketWeights.Select(b => b.Bucket));
        Assert.All(first.CpuHistogram.BucketWeights.Zip(second.CpuHistogram.BucketWeights), pair => Assert.InRange(pair.Second.Weight, pair.First.Weight - 1.0, pair.First.Weight + 1.0));
        Assert.Equal(first.CpuHistogram.TotalWeight, second.CpuHistogram.TotalWeight, 1e-9 * first.CpuHistogram.TotalWeight);
    });

    [Fact]   // R133: what the format leaves out is put back by who has it
    public void With_its_unfinished_windows_it_is_the_original_but_for_rounding() => Samples.Sample(samples =>
    {
        var (original, end) = Fill(samples);
        var before = original.ToSnapshot();
        var restored = ContainerAggregate.FromCheckpoint(original.Key, original.ToCheckpoint(end), AggregationOptions.Default, end);
        restored.TakeOverUnfinished(original, end);
        Assert.Equal(before, original.ToSnapshot());
        foreach (var fraction in Fractions)
        {
            AssertWithin(original.MemoryPercentile, fraction, before.Memory.Weights.Length, restored.MemoryPercentile(fraction));
        }

        Assert.Equal(before.Windows.Where(w => w.WindowEnd > end), restored.ToSnapshot().Windows);
    });

    private static (ContainerAggregate Aggregate, DateTimeOffset End) Fill((int Millicores, int Mebibytes, int Minutes)[] samples)
    {
        var aggregate = AnAggregate.Fresh();
        var at = AnInstant.Start;
        foreach (var (millicores, mebibytes, minutes) in samples)
        {
            at = at.AddMinutes(minutes);
            aggregate.Track("pod-0").AddCpu(at, new(millicores));
            aggregate.Track("pod-0").AddMemory(at, new((long)mebibytes << 20));
        }

        return (aggregate, at);
    }

    private static ContainerAggregate WithoutWindows(ContainerAggregate original, DateTimeOffset end)
    {
        // The subtraction is exact but for the last bit, which no percentile below depends on beyond the tolerance.
        var snapshot = original.ToSnapshot();
        var copy = ContainerAggregate.FromSnapshot(snapshot, AggregationOptions.Default);
        foreach (var window in snapshot.Windows.Where(w => end < w.WindowEnd))
        {
            copy.RetractMemory(copy.Find(window.Pod)!.Peak, 1.0, window.WindowEnd!.Value);
        }

        return copy;
    }

    private static void AssertWithin(Func<double, double> percentile, double fraction, int buckets, double actual)
    {
        // Each bucket is off by at most 0.5 of 10000 for the heaviest, and so is their sum.
        var error = ((buckets + 1) * 0.5 / 10_000) + 1e-9;
        Assert.InRange(actual, percentile(Math.Max(0, fraction - error)), percentile(Math.Min(1, fraction + error)));
    }
}
