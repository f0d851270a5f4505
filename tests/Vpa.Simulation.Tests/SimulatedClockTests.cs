namespace Vpa.Simulation.Tests;

public sealed class SimulatedClockTests
{
    [Fact]
    public async Task A_delay_ends_when_the_clock_has_passed_it()
    {
        var clock = new SimulatedClock(APod.Noon);
        var delay = Task.Delay(TimeSpan.FromMinutes(5), clock);
        clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromTicks(1));
        await delay.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(APod.Noon + TimeSpan.FromMinutes(5), clock.GetUtcNow());
    }

    [Fact]
    public void Timers_fire_in_order_each_at_its_own_time()
    {
        var clock = new SimulatedClock(APod.Noon);
        var fired = new List<(string Name, double Second)>();
        void Note(object? name) => fired.Add(((string)name!, (clock.GetUtcNow() - APod.Noon).TotalSeconds));
        using var every = clock.CreateTimer(Note, "every", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        using var once = clock.CreateTimer(Note, "once", TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        var never = clock.CreateTimer(Note, "never", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        never.Dispose();
        clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal([("every", 2), ("once", 3), ("every", 4), ("every", 6)], fired);
        Assert.Equal(TimeSpan.FromSeconds(7), clock.GetUtcNow() - APod.Noon);
    }

    [Fact]
    public void A_timer_that_is_changed_forgets_its_earlier_time()
    {
        var clock = new SimulatedClock(APod.Noon);
        var fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        timer.Change(TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0, fired);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, fired);
    }
}
