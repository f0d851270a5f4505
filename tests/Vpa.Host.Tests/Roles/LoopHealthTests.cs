using Microsoft.Extensions.Time.Testing;
using Vpa.Host.Roles;
using Vpa.Testing;

namespace Vpa.Host.Tests.Roles;

public sealed class LoopHealthTests
{
    private readonly FakeTimeProvider _time = new(AnInstant.Start);

    [Fact]
    public void It_is_fine_before_the_first_activity_and_fails_when_no_run_ends_within_five_intervals() // R155, U6
    {
        var health = new LoopHealth(TimeSpan.FromMinutes(1), _time);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Null(health.Ailment);

        health.RecordActivity();
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(health.Ailment);
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal("last activity more than 5m1s ago", health.Ailment);

        health.RecordActivity();
        Assert.Null(health.Ailment);
    }

    [Fact]
    public void A_wall_clock_that_is_set_ails_nobody()
    {
        var time = new SettableWallClock();
        var health = new LoopHealth(TimeSpan.FromMinutes(1), time);
        health.RecordActivity();
        time.Now += TimeSpan.FromHours(3);
        Assert.Null(health.Ailment);
    }

    /// <summary>Its monotonic clock is the machine's.</summary>
    private sealed class SettableWallClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = AnInstant.Start;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
