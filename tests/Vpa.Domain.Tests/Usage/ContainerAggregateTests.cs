using CsCheck;
using Vpa.Domain.Histograms;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Usage;
using Vpa.Testing;

namespace Vpa.Domain.Tests.Usage;

public sealed class ContainerAggregateTests
{
    private const long Mi = 1024 * 1024;

    private static readonly Gen<(int Kind, int Pod, int Minute, long Amount)> Events =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 2], Gen.Int[0, 60 * 24 * 5], Gen.Long[-1, 4000]);

    [Fact]   // design: killing the process at any point and starting it again gives the same numbers
    public void Restoring_at_any_point_changes_nothing() => Gen.Select(Events.Array[1, 80], Gen.Int[0, 79]).Sample((events, killedAfter) =>
    {
        var (uninterrupted, restarted) = (AnAggregate.Fresh(), AnAggregate.Fresh());
        for (var i = 0; i < events.Length; i++)
        {
            Feed(uninterrupted, events[i]);
            Feed(restarted, events[i]);
            if (i == killedAfter)
            {
                restarted = ContainerAggregate.FromSnapshot(restarted.ToSnapshot(), AggregationOptions.Default);
            }
        }

        Assert.Equal(uninterrupted.ToSnapshot(), restarted.ToSnapshot());
        Assert.Equal(uninterrupted.MemoryPercentile(0.9), restarted.MemoryPercentile(0.9));
    });

    [Fact]   // R133: what is open is not in the checkpoint, what is closed is
    public void Checkpoints_leave_open_windows_out() => Events.Array[1, 60].Sample(events =>
    {
        var aggregate = AnAggregate.Fresh();
        foreach (var e in events.OrderBy(e => e.Minute))
        {
            Feed(aggregate, e);
        }

        var snapshot = aggregate.ToSnapshot();
        var never = aggregate.ToCheckpoint(AnInstant.Start.AddDays(30));
        Assert.Equal(snapshot.Memory.TotalWeight, never.MemoryHistogram!.TotalWeight);
        var open = aggregate.ToCheckpoint(AnInstant.Start).MemoryHistogram!;
        Assert.True(open.TotalWeight <= never.MemoryHistogram.TotalWeight);
        Assert.Equal(snapshot, aggregate.ToSnapshot());
    });

    [Fact]   // R37, R54
    public void A_first_unfinished_window_saves_as_nothing()
    {
        var aggregate = AnAggregate.Fed(samples: 10);
        var checkpoint = aggregate.ToCheckpoint(AnInstant.Start.AddMinutes(10));
        Assert.Empty(checkpoint.MemoryHistogram!.BucketWeights);
        Assert.Equal(0, checkpoint.MemoryHistogram.TotalWeight);
        Assert.Equal((10, AnInstant.Start, AnInstant.Start.AddMinutes(9)), (checkpoint.TotalSamplesCount, checkpoint.FirstSampleStart, checkpoint.LastSampleStart));
    }

    [Fact]   // R42
    public void Checkpoints_are_loaded()
    {
        var original = AnAggregate.Fed(samples: 3000);
        var checkpoint = original.ToCheckpoint(AnInstant.Start.AddDays(9));
        var loaded = ContainerAggregate.FromCheckpoint(AnAggregate.Key, checkpoint, AggregationOptions.Default, AnInstant.Start);
        Assert.Equal((original.SampleCount, original.FirstSample, original.LastSample), (loaded.SampleCount, loaded.FirstSample, loaded.LastSample));
        Assert.Equal((original.CpuPercentile(0.9), original.MemoryPercentile(0.9)), (loaded.CpuPercentile(0.9), loaded.MemoryPercentile(0.9)));
        Assert.True(loaded.IsDirty);
    }

    [Fact]   // R35, R41, R42
    public void Checkpoints_that_are_none_are_refused_by_name()
    {
        var good = AnAggregate.Fed(samples: 3).ToCheckpoint(AnInstant.Start);
        (AggregateCheckpoint Bad, string Named)[] cases =
        [
            (good with { Version = "v2" }, "unsupported checkpoint version v2"),
            (good with { CpuHistogram = null }, "cpuHistogram"),
            (good with { MemoryHistogram = null }, "memoryHistogram"),
            (good with { TotalSamplesCount = -1 }, "totalSamplesCount"),
            (good with { CpuHistogram = new(null, [new(500, 1)], 1) }, "500"),
        ];
        Assert.All(cases, c => Assert.Contains(
            c.Named,
            Assert.Throws<HistoryFormatException>(() => ContainerAggregate.FromCheckpoint(AnAggregate.Key, c.Bad, AggregationOptions.Default, AnInstant.Start)).Message,
            StringComparison.Ordinal));
    }

    [Fact]   // R66
    public void Merging_joins_spans_and_counts()
    {
        var merged = AnAggregate.Fresh();
        merged.Merge(AnAggregate.Fresh());
        Assert.Equal((0, null, null), (merged.SampleCount, merged.FirstSample, merged.LastSample));
        var early = AnAggregate.Fresh();
        early.Track("pod-9").AddCpu(AnInstant.Start.AddDays(-1), new(10));
        merged.Merge(AnAggregate.Fed(samples: 5));
        merged.Merge(early);
        Assert.Equal((6, AnInstant.Start.AddDays(-1), AnInstant.Start.AddMinutes(4)), (merged.SampleCount, merged.FirstSample, merged.LastSample));
        Assert.Empty(merged.Windows);
    }

    [Theory]   // R69
    [InlineData(0, 192, true)]
    [InlineData(0, 191.999, false)]
    [InlineData(61, 193, true)]
    [InlineData(61, 192.999, false)]
    public void Expires_eight_windows_after_the_last_cpu_sample(int samples, double hours, bool expired) =>
        Assert.Equal(expired, AnAggregate.Fed(samples).IsExpired(AnInstant.Start.AddHours(hours)));

    [Fact]   // R69: memory alone counts as no samples
    public void Memory_alone_does_not_keep_an_aggregate()
    {
        var aggregate = AnAggregate.Fresh();
        aggregate.Track("pod-0").AddMemory(AnInstant.Start.AddHours(100), new(Mi));
        Assert.True(aggregate.IsExpired(AnInstant.Start.AddHours(192)));
    }

    [Theory]   // R77
    [InlineData(1, 0)]
    [InlineData(6, 0.003472222222222222)]
    [InlineData(721, 0.5)]
    [InlineData(1441, 1)]
    public void Confidence_grows_with_history(int samples, double expected) =>
        Assert.Equal(expected, AnAggregate.Fed(samples).Confidence(TimeSpan.FromHours(24)));

    [Fact]   // R77: more replicas do not raise confidence above the span
    public void Confidence_is_bounded_by_the_calendar()
    {
        var aggregate = AnAggregate.Fresh();
        for (var i = 0; i < 1080; i++)
        {
            aggregate.Track($"pod-{i % 3}").AddCpu(AnInstant.Start.AddMinutes(i / 3 * 360.0 / 359), new(1));
        }

        Assert.Equal(0.25, aggregate.Confidence(TimeSpan.FromHours(24)), 1e-9);
    }

    [Fact]
    public void Knows_whether_it_is_saved()
    {
        var aggregate = AnAggregate.Fresh();
        Assert.False(aggregate.IsDirty);
        var window = aggregate.Track("pod-0");
        Assert.False(aggregate.IsDirty);
        window.AddMemory(AnInstant.Start, new(Mi));
        Assert.True(aggregate.IsDirty);
        var saved = aggregate.ToSnapshot();
        window.AddCpu(AnInstant.Start, new(1));
        aggregate.MarkSaved(saved.Version);
        Assert.True(aggregate.IsDirty);
        aggregate.MarkSaved(aggregate.ToSnapshot().Version);
        Assert.False(aggregate.IsDirty);
        window.AddCpu(AnInstant.Start, new(1));
        Assert.False(aggregate.IsDirty);
        aggregate.Forget("pod-0");
        Assert.True(aggregate.IsDirty);
        Assert.Null(aggregate.Find("pod-0"));
        Assert.False(ContainerAggregate.FromSnapshot(aggregate.ToSnapshot(), AggregationOptions.Default).IsDirty);
    }

    [Fact]   // R159; an override ends with its field (unlike R160)
    public void Policies_override_options_behind_their_gate()
    {
        var policy = new ContainerPolicy
        {
            ContainerName = "app",
            OomBumpUpRatio = Quantity.Parse("1.2345"),
            OomMinBumpUp = Quantity.Parse("200Mi"),
            MemoryAggregationIntervalSeconds = 3600,
            MemoryAggregationIntervalCount = 4,
        };
        var on = new FeatureGates(PerVpaConfig: true);
        var overridden = AggregationOptions.Default.For(policy, on);
        Assert.Equal((1.235, 209715200, TimeSpan.FromHours(4)), (overridden.OomBumpUpRatio, overridden.OomMinBumpUpBytes, overridden.ExpiresAfter));
        Assert.Same(AggregationOptions.Default, AggregationOptions.Default.For(policy, new()));
        Assert.Same(AggregationOptions.Default, AggregationOptions.Default.For(new() { ContainerName = "app" }, on));
        Assert.Same(AggregationOptions.Default, AggregationOptions.Default.For(null, on));
        var absurd = new ContainerPolicy { ContainerName = "app", MemoryAggregationIntervalSeconds = 0, MemoryAggregationIntervalCount = -1 };
        Assert.Same(AggregationOptions.Default, AggregationOptions.Default.For(absurd, on));
        Assert.Equal(TimeSpan.MaxValue, (AggregationOptions.Default with { MemoryAggregationIntervalCount = long.MaxValue }).ExpiresAfter);
    }

    [Fact]
    public void A_hundred_thousand_histories_are_small()
    {
        var aggregate = AnAggregate.Fed(samples: 3000);
        Assert.InRange(aggregate.StoredBytes, 1, 64);
    }

    private static void Feed(ContainerAggregate aggregate, (int Kind, int Pod, int Minute, long Amount) e)
    {
        var (window, at) = (aggregate.Track($"pod-{e.Pod}"), AnInstant.Start.AddMinutes(e.Minute));
        _ = e.Kind switch
        {
            0 => window.AddOutOfMemory(at, new(e.Amount * Mi)) is OutOfMemoryOutcome.Accepted,
            < 5 => window.AddCpu(at, new(e.Amount)),
            _ => window.AddMemory(at, new(e.Amount * Mi)),
        };
    }
}
