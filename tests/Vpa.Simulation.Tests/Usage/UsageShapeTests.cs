using CsCheck;
using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Tests.Usage;

public sealed class UsageShapeTests
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<TimeSpan> Durations = Gen.Int[1, 200_000].Select(s => TimeSpan.FromSeconds(s));

    private static readonly Gen<double> Levels = Gen.Double[0, 1e12];

    private static readonly Gen<UsageShape> Plain = Gen.OneOf<UsageShape>(
        Levels.Select(l => (UsageShape)new SteadyShape(l)),
        Gen.Select(Levels, Levels, Durations, Durations, (l, h, at, p) => (UsageShape)new DailyWaveShape(l, h, at, p)),
        Gen.Select(Levels, Levels, Durations, Durations, (b, p, e, d) => (UsageShape)new SpikeShape(b, p, e + d, d)),
        Gen.Select(Levels, Levels, (b, r) => (UsageShape)new LeakShape(b, r, null)),
        Gen.Select(Levels, Durations, (l, d) => (UsageShape)new BatchShape(l, d)),
        Gen.Select(Levels, Levels, Durations, (l, p, d) => (UsageShape)new StartUpShape(l, p, d)));

    private static readonly Gen<UsageShape> Shapes =
        Gen.Select(Plain, Gen.Double[0, 1]).Select((s, f) => (UsageShape)new NoisyShape(s, f));

    private static readonly Gen<UsageInstant> Instants = Gen.Select(
        Gen.ULong, Durations, Durations, (seed, since, wall) => new UsageInstant(seed, since, Epoch + wall));

    [Fact]
    public void Usage_is_never_negative_nor_infinite() => Gen.Select(Shapes, Instants).Sample((shape, at) =>
        shape.At(at) is >= 0 and < double.PositiveInfinity);

    [Fact]
    public void Usage_is_a_function_of_its_inputs() => Gen.Select(Shapes, Instants).Sample((shape, at) =>
        shape.At(at) == (shape with { }).At(at));

    [Fact]
    public void Noise_stays_within_its_fraction() => Gen.Select(Levels, Gen.Double[0, 1], Instants).Sample((level, fraction, at) =>
        Math.Abs(new NoisyShape(new SteadyShape(level), fraction).At(at) - level) <= (level * fraction) + 1e-3);

    [Fact]
    public void Noise_differs_between_containers_and_over_time()
    {
        var noisy = new NoisyShape(new SteadyShape(1e9), 0.2);
        var values = Enumerable.Range(0, 50)
            .SelectMany(i => new[]
            {
                noisy.At(new UsageInstant(7, TimeSpan.Zero, Epoch + TimeSpan.FromMinutes(i))),
                noisy.At(new UsageInstant(8, TimeSpan.Zero, Epoch + TimeSpan.FromMinutes(i))),
            })
            .ToHashSet();
        Assert.True(values.Count > 95, $"{values.Count} of 100 values differ");
        Assert.InRange(values.Average(), 0.95e9, 1.05e9);
    }

    [Fact]
    public void A_leak_grows_until_its_bound() => Gen.Select(Levels, Gen.Double[1, 1e9], Durations, Durations).Sample((b, rate, first, more) =>
    {
        var leak = new LeakShape(b, rate, null);
        var bounded = new LeakShape(b, rate, b + rate);
        var early = new UsageInstant(1, first, Epoch);
        var late = early with { SinceStart = first + more };
        return leak.At(late) >= leak.At(early) && bounded.At(late) <= b + rate && leak.At(early with { SinceStart = TimeSpan.Zero }) == b;
    });

    [Fact]
    public void A_daily_wave_repeats_after_24_hours_and_peaks_when_told() => Gen.Select(Gen.Int[0, 86399], Instants).Sample((peak, at) =>
    {
        var wave = new DailyWaveShape(10, 30, TimeSpan.FromSeconds(peak), TimeSpan.FromHours(24));
        var atPeak = at with { Wall = Epoch + TimeSpan.FromSeconds(peak) };
        var atTrough = atPeak with { Wall = atPeak.Wall + TimeSpan.FromHours(12) };
        var nextDay = at with { Wall = at.Wall + TimeSpan.FromHours(24) };
        return Math.Abs(wave.At(atPeak) - 30) < 1e-9 && Math.Abs(wave.At(atTrough) - 10) < 1e-9 && Math.Abs(wave.At(at) - wave.At(nextDay)) < 1e-9;
    });

    [Fact]
    public void A_spike_is_on_for_exactly_its_share_of_every_interval() => Gen.Select(Gen.ULong, Gen.Int[1, 59]).Sample((seed, minutes) =>
    {
        var spike = new SpikeShape(1, 5, TimeSpan.FromHours(1), TimeSpan.FromMinutes(minutes));
        var seconds = Enumerable.Range(0, 3600).Count(s => spike.At(new UsageInstant(seed, TimeSpan.Zero, Epoch + TimeSpan.FromSeconds(s))) > 1);
        return Math.Abs(seconds - (minutes * 60)) <= 1;
    });

    [Theory]
    [InlineData(0, 500)]
    [InlineData(30, 300)]
    [InlineData(60, 100)]
    [InlineData(600, 100)]
    public void A_start_up_falls_from_its_peak_to_its_level(int second, double expected) =>
        Assert.Equal(expected, new StartUpShape(100, 500, TimeSpan.FromMinutes(1)).At(new UsageInstant(1, TimeSpan.FromSeconds(second), Epoch)), 6);

    [Fact]
    public void A_batch_works_for_its_duration_and_says_so()
    {
        var batch = new NoisyShape(new BatchShape(100, TimeSpan.FromMinutes(5)), 0);
        Assert.Equal(TimeSpan.FromMinutes(5), batch.FinishesAfter);
        Assert.Equal(100, batch.At(new UsageInstant(1, TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1), Epoch)));
        Assert.Equal(0, batch.At(new UsageInstant(1, TimeSpan.FromMinutes(5), Epoch)));
    }
}
