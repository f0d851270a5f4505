using Vpa.Simulation.ApiServer;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>Injected faults befall whom they should and never what is stored.</summary>
public sealed class FaultPlanTests : SimulatedServerTests
{
    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(409)]
    [InlineData(410)]
    public async Task Refuses_as_often_as_planned(int code)
    {
        Server.Faults.Add(new FaultRule("list", "configmaps", new Fault.Refuse(code, 7)) { Count = 2 });
        (await Client.GetAsync(Default + "/pods")).Expect(200);
        Assert.Equal(TimeSpan.FromSeconds(7), (await Client.GetAsync(Default + "/configmaps")).Expect(code).RetryAfter);
        (await Client.GetAsync(Default + "/configmaps")).Expect(code);
        (await Client.GetAsync(Default + "/configmaps")).Expect(200);
        Assert.Equal(2, Server.Faults.Injected);
    }

    [Fact]
    public async Task Befalls_about_as_many_as_the_probability_says()
    {
        Server.Faults.Add(new FaultRule("get", "configmaps", new Fault.Refuse(500)) { Probability = 0.5 });
        var codes = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ => (await Client.GetAsync(Default + "/configmaps/x")).Code));
        Assert.InRange(codes.Count(c => c == 500), 25, 75);
    }

    [Fact]
    public async Task A_cut_before_stores_nothing_and_a_cut_answer_stores_the_write()
    {
        Server.Faults.Add(new FaultRule("create", "configmaps", new Fault.CutBefore()) { Count = 1 });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => CreateMapAsync("one"));
        (await Client.GetAsync(Default + "/configmaps/one")).Expect(404);
        Server.Faults.Add(new FaultRule("create", "configmaps", new Fault.CutBody(20)) { Count = 1 });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => CreateMapAsync("one"));
        (await Client.GetAsync(Default + "/configmaps/one")).Expect(200);
    }

    [Fact]
    public async Task A_list_is_cut_in_the_middle()
    {
        await CreateMapAsync("one");
        Server.Faults.Add(new FaultRule("list", "configmaps", new Fault.CutBody(100)) { Count = 1 });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Client.GetAsync(Default + "/configmaps"));
        Assert.Single((await Client.GetAsync(Default + "/configmaps")).Items);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_watch_is_torn_after_events(bool midLine)
    {
        Server.Faults.Add(new FaultRule("watch", "configmaps", new Fault.TearWatch(1, midLine)) { Count = 1 });
        await CreateMapAsync("one");
        await CreateMapAsync("two");
        using var watch = await Client.WatchAsync(Default + "/configmaps?watch=true");
        Assert.Equal("ADDED one", await watch.NextNameAsync());
        await Assert.ThrowsAnyAsync<Exception>(async () => Assert.NotNull(await watch.NextAsync()));
    }

    [Fact]
    public async Task A_watch_falls_silent_and_another_goes_on()
    {
        Server.Faults.Add(new FaultRule("watch", "configmaps", new Fault.SilenceWatch(1)) { Count = 1 });
        await CreateMapAsync("one");
        using var silent = await Client.WatchAsync(Default + "/configmaps?watch=true");
        Assert.Equal("ADDED one", await silent.NextNameAsync());
        using var talking = await Client.WatchAsync(Default + "/configmaps?watch=true");
        await CreateMapAsync("two");
        Assert.Equal("ADDED one", await talking.NextNameAsync());
        Assert.Equal("ADDED two", await talking.NextNameAsync());
        Assert.True(await silent.IsSilentForAsync(TimeSpan.FromMilliseconds(200)));
    }

    [Fact]
    public async Task A_watch_expires_with_an_error_event()
    {
        Server.Faults.Add(new FaultRule("watch", "configmaps", new Fault.ExpireWatch(0)) { Count = 1 });
        using var watch = await Client.WatchAsync(Default + "/configmaps?watch=true");
        Assert.Equal("410", ApiAnswer.Field(await watch.NextAsync(), "object.code"));
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task Bad_rules_are_refused_and_requests_are_counted()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Server.Faults.Add(new FaultRule("*", "*", new Fault.CutBefore()) { Probability = 2 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Server.Faults.Add(new FaultRule("*", "*", new Fault.CutBefore()) { Count = 0 }));
        Server.Requests.Clear();
        await CreateMapAsync("one");
        (await Client.GetAsync(Default + "/configmaps?limit=3")).Expect(200);
        Assert.Equal(1, Server.Requests.Count("create", "configmaps"));
        Assert.Equal("?limit=3", Server.Requests.Latest[^1].Query);
        Assert.Equal(2, Server.Requests.Total);
    }
}
