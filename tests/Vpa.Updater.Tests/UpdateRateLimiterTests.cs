using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Vpa.Updater.Ports;

namespace Vpa.Updater.Tests;

public sealed class UpdateRateLimiterTests
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0.5, 1, 60, 31)]
    [InlineData(2, 5, 10, 25)]
    [InlineData(0.01, 1, 60, 1)]
    [InlineData(100, 1, 1, 101)]
    public async Task U116_tokens_in_a_run_are_the_burst_and_what_is_refilled_before_the_deadline(double rate, int burst, int seconds, int tokens)
    {
        var time = new JumpingTime(Start);
        var limiter = new UpdateRateLimiter(rate, burst, time);
        var taken = 0;
        while (await limiter.WaitAsync(Start.AddSeconds(seconds), CancellationToken.None))
        {
            taken++;
        }

        // The token due exactly at the deadline may fall to either side of it.
        Assert.InRange(taken, tokens - 1, tokens);
    }

    [Fact]
    public async Task U118_a_wait_that_cannot_end_in_time_fails_without_waiting_and_spends_nothing()
    {
        var time = new FakeTimeProvider(Start);
        var limiter = new UpdateRateLimiter(0.1, 1, time);
        Assert.True(await limiter.WaitAsync(Start.AddSeconds(1), CancellationToken.None));
        for (var i = 0; i < 5; i++)
        {
            Assert.False(await limiter.WaitAsync(Start.AddSeconds(1), CancellationToken.None));
        }

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(await limiter.WaitAsync(Start.AddSeconds(11), CancellationToken.None));
    }

    [Theory]
    [InlineData(0, 1, 0, true)]
    [InlineData(-1, 0, 0, true)]
    [InlineData(-0.5, 1, 0, true)]
    [InlineData(-1, 1, 60, false)]
    [InlineData(5, 0, 0, false)]
    [InlineData(5, 1, 60, false)]
    public async Task U117_U118_unlimited_rates_and_deadlines(double rate, int burst, int secondsLate, bool granted)
    {
        var time = new FakeTimeProvider(Start.AddSeconds(secondsLate));

        Assert.Equal(granted, await new UpdateRateLimiter(rate, burst, time).WaitAsync(Start.AddSeconds(60), CancellationToken.None));
    }

    [Fact]
    public void Law_over_any_time_no_more_tokens_than_burst_and_refill() =>
        Gen.Select(Gen.Double[0.1, 50], Gen.Int[1, 10], Gen.Double[0, 2].Array[1, 60]).Sample((rate, burst, pauses) =>
        {
            var time = new FakeTimeProvider(Start);
            var limiter = new UpdateRateLimiter(rate, burst, time);
            var taken = 0;
            foreach (var pause in pauses)
            {
                time.Advance(TimeSpan.FromSeconds(pause));
                var deadline = time.GetUtcNow().AddTicks(1);
                while (limiter.WaitAsync(deadline, CancellationToken.None).AsTask() is { IsCompletedSuccessfully: true, Result: true })
                {
                    taken++;
                }
            }

            return taken <= burst + ((time.GetUtcNow() - Start).TotalSeconds * rate) + 1e-3;
        });

    [Fact]
    public async Task U119_a_failed_wait_ends_the_run_and_the_next_one_goes_on_with_the_other_vpas()
    {
        using var cluster = new FakeCluster().AddWorkload("a", 2).AddWorkload("b", 2).AddWorkload("c", 2);
        cluster.OnEvict = static (_, _) => Task.FromResult(EvictionOutcome.Failed);
        var run = cluster.Run(new UpdaterOptions { EvictionRateLimit = 1.0 / 120, EvictionRateBurst = 1 });
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(RunOutcome.RateLimited, await run.RunOnceAsync(CancellationToken.None));
            cluster.Time.Advance(TimeSpan.FromSeconds(120));
        }

        Assert.Equal(["a-1-0", "b-1-0", "c-1-0", "a-1-0"], cluster.Asked);
    }

    /// <summary>A clock that jumps to the end of every wait.</summary>
    private sealed class JumpingTime(DateTimeOffset start) : FakeTimeProvider(start)
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Advance(dueTime);
            return timer;
        }
    }
}
