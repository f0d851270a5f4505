using System.Globalization;
using Vpa.Domain.Quantities;
using Vpa.Domain.Usage;

namespace Vpa.Domain.Tests.Usage;

public sealed class ContainerUsageWindowTests
{
    private const long Mi = 1024 * 1024;
    private readonly ContainerAggregate _aggregate = AnAggregate.Fresh();

    [Fact]   // R46, R47: the worked example of section 5.2
    public void Windows_contribute_their_peak()
    {
        var window = _aggregate.Track("pod-0");
        (string At, long Mi, string End)[] samples =
        [
            ("2024-03-01T10:30:00Z", 200, "2024-03-02T10:30:00Z"),
            ("2024-03-01T16:30:00Z", 350, "2024-03-02T10:30:00Z"),
            ("2024-03-01T17:30:00Z", 300, "2024-03-02T10:30:00Z"),
            ("2024-03-02T16:30:00Z", 300, "2024-03-03T10:30:00Z"),
        ];
        foreach (var (at, mi, end) in samples)
        {
            Assert.True(window.AddMemory(Instant(at), new(mi * Mi)));
            Assert.Equal(Instant(end), window.WindowEnd);
        }

        Assert.Equal((330659541.0288839, 385052143.9843444), (_aggregate.MemoryPercentile(0.5), _aggregate.MemoryPercentile(0.9)));

        Assert.True(window.AddMemory(Instant("2024-03-06T10:30:00Z"), new(250 * Mi)));
        Assert.Equal(Instant("2024-03-07T10:30:00Z"), window.WindowEnd);
        Assert.Equal(330659541.0288839, _aggregate.MemoryPercentile(0.95));
        var saved = _aggregate.ToCheckpoint(Instant("2024-03-07T10:30:00Z")).MemoryHistogram!;
        Assert.Equal([new(17, 10000), new(19, 625), new(21, 313)], saved.BucketWeights.ToArray());
        Assert.Equal(47.398944142791244, saved.TotalWeight, 1e-12);
        Assert.Equal((0, null, null), (_aggregate.SampleCount, _aggregate.FirstSample, _aggregate.LastSample));
    }

    [Fact]   // R43 to R45: each container of a pod has its own state
    public void Cpu_samples_must_be_later_than_the_last()
    {
        var window = _aggregate.Track("pod-0");
        var at = Instant("2024-03-01T10:30:00Z");
        Assert.True(window.AddCpu(at, new(100)));
        Assert.False(window.AddCpu(at, new(200)));
        Assert.False(window.AddCpu(at.AddSeconds(-1), new(200)));
        Assert.False(window.AddCpu(at.AddSeconds(1), new(-1)));
        Assert.False(window.AddCpu(at.AddSeconds(1), CpuAmount.FromCores(double.NaN)));
        Assert.True(_aggregate.Track("pod-1").AddCpu(at.AddSeconds(-60), new(0)));
        Assert.Equal((2, at.AddSeconds(-60), at), (_aggregate.SampleCount, _aggregate.FirstSample, _aggregate.LastSample));
    }

    [Fact]   // R46: equal instants are accepted, earlier ones are not
    public void Memory_samples_must_not_be_earlier_than_the_last()
    {
        var window = _aggregate.Track("pod-0");
        var at = Instant("2024-03-01T10:30:00Z");
        Assert.True(window.AddMemory(at, new(100 * Mi)));
        Assert.True(window.AddMemory(at, new(200 * Mi)));
        Assert.False(window.AddMemory(at.AddTicks(-1), new(300 * Mi)));
        Assert.False(window.AddMemory(at.AddSeconds(1), new(-1)));
        Assert.Equal(200 * Mi, window.Peak.Bytes);
    }

    [Theory]   // R50
    [InlineData(1000 * Mi, 0, 1.2, 104857600, 1258291200)]
    [InlineData(1 * Mi, 0, 1.2, 104857600, 105906176)]
    [InlineData(0, 0, 1.2, 104857600, 104857600)]
    [InlineData(500 * Mi, 0, 1.2, 104857600, 629145600)]
    [InlineData(1000 * Mi, 3000 * Mi, 1.2, 104857600, 3774873600)]
    [InlineData(512 * Mi, 300 * Mi, 1.2, 104857600, 644245094)]
    [InlineData(512 * Mi, 0, 2.0, 209715200, 1073741824)]
    public void Out_of_memory_raises_the_peak(long requested, long peak, double ratio, double min, long expected)
    {
        _aggregate.Options = AggregationOptions.Default with { OomBumpUpRatio = ratio, OomMinBumpUpBytes = min };
        var window = _aggregate.Track("pod-0");
        var at = Instant("2024-03-01T10:30:00Z");
        if (peak > 0)
        {
            window.AddMemory(at, new(peak));
        }

        Assert.Equal(OutOfMemoryOutcome.Accepted, window.AddOutOfMemory(at.AddMinutes(1), new(requested)));
        Assert.Equal(expected, window.Peak.Bytes);
    }

    [Fact]   // section 5.3, sequence in one window
    public void Repeated_out_of_memory_does_not_snowball()
    {
        var window = _aggregate.Track("pod-0");
        var at = Instant("2024-03-01T10:30:00Z");
        long[] requested = [1000, 999, 999, 2000];
        long[] peaks = [1200, 1200, 1200, 2400];
        for (var i = 0; i < requested.Length; i++)
        {
            Assert.Equal(OutOfMemoryOutcome.Accepted, window.AddOutOfMemory(at.AddMinutes(i), new(requested[i] * Mi)));
            Assert.Equal(peaks[i] * Mi, window.Peak.Bytes);
        }

        var weights = _aggregate.ToSnapshot().Memory;
        Assert.Single(weights.Weights, w => w > 0);
    }

    [Fact]   // R49, section 23: the reference is the latest memory sample
    public void Old_out_of_memory_is_stale()
    {
        var window = _aggregate.Track("pod-0");
        var at = Instant("2024-03-01T10:30:00Z");
        window.AddMemory(at, new(100 * Mi));
        window.AddMemory(at.AddHours(24), new(2000 * Mi));
        Assert.Equal(OutOfMemoryOutcome.Accepted, window.AddOutOfMemory(at.AddHours(24).AddSeconds(-1), new(1000 * Mi)));
        Assert.Equal(2400 * Mi, window.Peak.Bytes);
        Assert.Equal(at.AddHours(48), window.WindowEnd);

        window.AddMemory(at.AddHours(30), new(1));
        Assert.Equal(OutOfMemoryOutcome.Stale, window.AddOutOfMemory(at.AddHours(6).AddTicks(-1), new(9000 * Mi)));
        Assert.Equal(OutOfMemoryOutcome.Accepted, window.AddOutOfMemory(at.AddHours(6), new(1)));
    }

    [Fact]   // R48: upstream's numbers, although a user would expect the peak to be raised (Q4)
    public void A_first_sample_of_0_freezes_its_window()
    {
        var window = _aggregate.Track("pod-0");
        var at = Instant("2024-03-01T10:30:00Z");
        Assert.True(window.AddMemory(at, MemoryAmount.Zero));
        Assert.True(window.AddMemory(at.AddHours(1), new(500 * Mi)));
        Assert.Equal((0, 1), (window.Peak.Bytes, _aggregate.ToSnapshot().Memory.Weights.Count(w => w > 0)));
        Assert.True(window.AddMemory(at.AddHours(24), new(500 * Mi)));
        Assert.Equal(500 * Mi, window.Peak.Bytes);
    }

    [Fact]   // R46, R51: an out-of-memory kill in the past makes samples before the latest count again, as upstream (Q5)
    public void An_old_kill_moves_the_latest_memory_sample_back()
    {
        var window = _aggregate.Track("pod-0");
        var at = Instant("2024-03-01T10:30:00Z");
        Assert.True(window.AddMemory(at, new(100 * Mi)));
        Assert.False(window.AddMemory(at.AddHours(-1), new(100 * Mi)));
        Assert.Equal(OutOfMemoryOutcome.Accepted, window.AddOutOfMemory(at.AddHours(-2), new(1000 * Mi)));
        Assert.True(window.AddMemory(at.AddHours(-1), new(100 * Mi)));
        Assert.False(window.AddMemory(at.AddHours(-2), new(100 * Mi)));
    }

    [Fact]   // R49, R52
    public void A_kill_before_the_window_counts_in_it_unless_it_is_stale()
    {
        var window = _aggregate.Track("pod-0");
        var at = Instant("2024-03-01T10:30:00Z");
        window.AddMemory(at, new(100 * Mi));
        window.AddMemory(at.AddHours(25), new(100 * Mi));
        var end = window.WindowEnd;
        Assert.Equal(OutOfMemoryOutcome.Accepted, window.AddOutOfMemory(at.AddHours(2), new(1000 * Mi)));
        Assert.Equal((end, 1200 * Mi), (window.WindowEnd, window.Peak.Bytes));
        Assert.Equal(at.AddHours(48), end);
    }

    [Fact]   // R161
    public void A_changed_interval_waits_for_the_next_window()
    {
        var window = _aggregate.Track("pod-0");
        var at = Instant("2024-03-01T10:30:00Z");
        window.AddMemory(at, new(Mi));
        _aggregate.Options = AggregationOptions.Default with { MemoryAggregationInterval = TimeSpan.FromHours(1) };
        window.AddMemory(at.AddHours(2), new(2 * Mi));
        Assert.Equal(at.AddHours(24), window.WindowEnd);
        window.AddMemory(at.AddHours(24), new(2 * Mi));
        Assert.Equal(at.AddHours(25), window.WindowEnd);
    }

    [Fact]   // R46, R47
    public void With_an_interval_of_zero_every_sample_is_a_window()
    {
        _aggregate.Options = AggregationOptions.Default with { MemoryAggregationInterval = TimeSpan.Zero };
        var window = _aggregate.Track("pod-0");
        var at = Instant("2024-03-02T00:00:00Z");
        window.AddMemory(at, new(100 * Mi));
        window.AddMemory(at.AddTicks(1), new(90 * Mi));
        Assert.Equal(at.AddTicks(1), window.WindowEnd);
        Assert.Equal(2, _aggregate.ToSnapshot().Memory.TotalWeight, 1e-9);
    }

    [Fact]
    public void Feeding_allocates_nothing_in_steady_state()
    {
        var window = _aggregate.Track("pod-0");
        var at = Feed(window, Instant("2024-03-01T10:30:00Z"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Feed(window, at);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static DateTimeOffset Feed(ContainerUsageWindow window, DateTimeOffset at)
    {
        for (var minute = 0; minute < 3000; minute++)
        {
            at = at.AddMinutes(1);
            window.AddCpu(at, new(100 + (minute % 50)));
            window.AddMemory(at, new((100 + (minute % 10)) * Mi));
        }

        return at;
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
