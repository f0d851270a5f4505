using CsCheck;
using Vpa.Domain.Histograms;
using Vpa.Domain.Quantities;
using Vpa.Domain.Usage;
using Vpa.Testing;

namespace Vpa.Domain.Tests.Usage;

/// <summary>Laws of putting a past in front of a history: as if all had been fed in order.</summary>
public sealed class PrecedingHistoryLaws
{
    private const long Mi = 1 << 20;

    private static readonly TimeSpan Window = AggregationOptions.Default.MemoryAggregationInterval;

    // Ten days at most: what is older may be too light to count in one of the two and not in the other. Minutes since the start, millicores, mebibytes.
    private static readonly Gen<(int Minute, int Cpu, int Memory)[]> Samples =
        Gen.Select(Gen.Int[1, 350], Gen.Int[0, 4000], Gen.Int[1, 4000]).Array[1, 40].Select(steps =>
        {
            var minute = 0;
            return steps.Select(s => (minute += s.Item1, s.Item2, s.Item3)).ToArray();
        });

    [Fact]
    public void Before_the_first_sample_it_is_the_same_as_feeding_on() =>
        Gen.Select(Samples, Gen.Double[0, 1]).Sample((samples, share) =>
        {
            var split = (int)(share * samples.Length);
            var whole = Fed(samples);
            var rest = AnAggregate.Fresh();
            rest.Precede(Fed(samples[..split]));
            Feed(rest, samples[split..]);
            AssertSame(whole.ToSnapshot().Cpu, rest.ToSnapshot().Cpu);
            AssertSame(whole.ToSnapshot().Memory, rest.ToSnapshot().Memory);
            Assert.Equal((whole.SampleCount, whole.FirstSample, whole.LastSample), (rest.SampleCount, rest.FirstSample, rest.LastSample));
            Assert.Equal(whole.ToSnapshot().Windows.AsEnumerable(), rest.ToSnapshot().Windows.AsEnumerable());
        });

    [Fact]
    public void After_it_no_sample_is_lost_and_none_counts_twice() =>
        Gen.Select(Samples, Gen.Double[0, 1]).Sample((samples, share) =>
        {
            var split = (int)(share * samples.Length);
            var (past, rest, whole) = (Fed(samples[..split]), Fed(samples[split..]), Fed(samples));
            var before = past.ToSnapshot();
            rest.Precede(past);
            Assert.Equal(before, past.ToSnapshot());
            Assert.Equal((whole.SampleCount, whole.FirstSample, whole.LastSample), (rest.SampleCount, rest.FirstSample, rest.LastSample));
            AssertSame(whole.ToSnapshot().Cpu, rest.ToSnapshot().Cpu);

            // Windows begin with the first sample seen, so they may differ; the greatest peak of all stays the greatest.
            Assert.Equal(whole.MemoryPercentile(1), rest.MemoryPercentile(1));
        });

    [Fact]
    public void Within_one_window_the_two_windows_become_one_with_the_greater_peak() =>
        Gen.Select(Gen.Int[1, 4000], Gen.Int[1, 4000], Gen.Int[1, 700], Gen.Int[1, 700]).Sample((earlier, later, gap, extra) =>
        {
            var past = Fed([(0, 100, earlier)]);
            var rest = Fed([(gap, 100, later)]);
            rest.Precede(past);

            var expected = AnAggregate.Fresh();
            expected.Track("pod-0").AddMemory(At(gap), new(Math.Max(earlier, later) * Mi));
            Assert.Equal(expected.ToSnapshot().Memory.TotalWeight, rest.ToSnapshot().Memory.TotalWeight, 1e-9);
            AssertSame(expected.ToSnapshot().Memory, rest.ToSnapshot().Memory);
            Assert.Equal(Math.Max(earlier, later) * Mi, rest.Find("pod-0")!.Peak.Bytes);

            // What comes next beats the joint peak or changes nothing.
            rest.Track("pod-0").AddMemory(At(gap + extra), new(5000 * Mi));
            Assert.Equal(expected.ToSnapshot().Memory.TotalWeight, rest.ToSnapshot().Memory.TotalWeight, 1e-9);
        });

    [Fact]
    public void A_window_that_had_ended_stays_one_of_its_own()
    {
        var past = Fed([(0, 100, 100)]);
        var rest = Fed([((int)Window.TotalMinutes, 100, 50)]);
        rest.Precede(past);
        AssertSame(Fed([(0, 100, 100), ((int)Window.TotalMinutes, 100, 50)]).ToSnapshot().Memory, rest.ToSnapshot().Memory);
        Assert.Equal(50 * Mi, rest.Find("pod-0")!.Peak.Bytes);
    }

    /// <summary>The same distribution: sums in another order may differ in their last bits, and a later reference makes all weights smaller alike.</summary>
    private static void AssertSame(HistogramSnapshot expected, HistogramSnapshot actual)
    {
        var (left, right) = (Shares(expected), Shares(actual));
        foreach (var bucket in left.Keys.Union(right.Keys))
        {
            Assert.Equal(left.GetValueOrDefault(bucket), right.GetValueOrDefault(bucket), 1e-9);
        }

        static Dictionary<int, double> Shares(HistogramSnapshot histogram) =>
            histogram.Weights.Select((w, i) => (Bucket: histogram.FirstBucket + i, Share: w / histogram.TotalWeight)).ToDictionary(b => b.Bucket, b => b.Share);
    }

    private static ContainerAggregate Fed((int Minute, int Cpu, int Memory)[] samples)
    {
        var aggregate = AnAggregate.Fresh();
        Feed(aggregate, samples);
        return aggregate;
    }

    private static void Feed(ContainerAggregate aggregate, (int Minute, int Cpu, int Memory)[] samples)
    {
        var window = aggregate.Track("pod-0");
        foreach (var (minute, cpu, memory) in samples)
        {
            window.AddCpu(At(minute), new CpuAmount(cpu));
            window.AddMemory(At(minute), new MemoryAmount(memory * Mi));
        }
    }

    private static DateTimeOffset At(int minute) => AnInstant.Start.AddMinutes(minute);
}
