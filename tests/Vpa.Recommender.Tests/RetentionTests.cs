using Vpa.Domain.Usage;
using Vpa.Recommender.Tests.World;
using Vpa.Testing;

namespace Vpa.Recommender.Tests;

/// <summary>What a history outlives: everything but the retention without samples.</summary>
public sealed class RetentionTests
{
    private static readonly RecommenderOptions ThreeDays = new() { Aggregation = new() { Retention = TimeSpan.FromDays(3) } };

    [Fact]
    public async Task A_workload_that_vanishes_for_less_than_the_retention_finds_its_history_again()
    {
        var cluster = Web();
        await using var recommender = await Running.StartAsync(cluster, ThreeDays);
        await recommender.TurnAsync();
        var before = Running.Recommended(cluster["web"]);

        cluster.DeletePod("web-1-0");
        cluster.DeleteVpa("web");
        cluster.Controllers.Remove(new("default", "Deployment", "web"));
        for (var hours = 0; hours < 71; hours++)
        {
            await recommender.TurnAsync(TimeSpan.FromHours(1));
        }

        cluster.WithControllers("web");
        cluster.With(AVpa.Named("web").Targeting("Deployment", "web"));
        await recommender.TurnAsync();
        Assert.Equal(before, Running.Recommended(cluster["web"]));
    }

    [Fact]
    public async Task Without_samples_for_the_retention_a_history_goes()
    {
        var cluster = Web();
        await using var recommender = await Running.StartAsync(cluster, ThreeDays);
        await recommender.TurnAsync();
        cluster.DeletePod("web-1-0");
        await recommender.TurnAsync(TimeSpan.FromHours(71));
        Assert.Single(cluster.Store.Stored);
        await recommender.TurnAsync(TimeSpan.FromHours(2));
        await recommender.TurnAsync();
        Assert.Empty(cluster.Store.Stored);
    }

    [Fact]
    public async Task A_VPA_that_goes_to_another_recommender_and_comes_back_finds_its_history_again()
    {
        var cluster = Web();
        await using var recommender = await Running.StartAsync(cluster, new() { MemorySaver = true });
        await recommender.TurnAsync();
        var before = Running.Recommended(cluster["web"]);

        cluster.With(AVpa.Named("web").Targeting("Deployment", "web").ServedBy("another"));
        for (var day = 0; day < 7; day++)
        {
            await recommender.TurnAsync(TimeSpan.FromDays(1));
        }

        cluster.IsUsageUnavailable = true;
        cluster.With(AVpa.Named("web").Targeting("Deployment", "web"));
        await recommender.TurnAsync();
        Assert.Equal(before, Running.Recommended(cluster["web"]));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-30)]
    [InlineData(4000)]
    public async Task A_clock_that_is_wrong_for_hours_costs_no_history(int days)
    {
        var (right, wrong) = (Web(), Web());
        await using var twin = await Running.StartAsync(right);
        await using var recommender = await Running.StartAsync(wrong);
        foreach (var cluster in new[] { right, wrong })
        {
            cluster.WithDeployment("gone").Using("gone-1-0", "200m", "300Mi");
        }

        for (var hour = 0; hour < 30; hour++)
        {
            wrong.Clock.Error = hour is >= 5 and < 25 ? TimeSpan.FromDays(days) : TimeSpan.Zero;
            if (hour == 2)
            {
                right.DeletePod("gone-1-0");
                wrong.DeletePod("gone-1-0");
            }

            await twin.TurnAsync(TimeSpan.FromHours(1));
            await recommender.TurnAsync(TimeSpan.FromHours(1));
        }

        Assert.Equal(2, wrong.Store.Stored.Count);
        Assert.Equal(Running.Recommended(right["web"]), Running.Recommended(wrong["web"]));
        Assert.Equal(right.Store.Stored.Values.Select(Samples), wrong.Store.Stored.Values.Select(Samples));

        static (string, long, DateTimeOffset?) Samples(AggregateSnapshot s) => (s.Key.ToString(), s.SampleCount, s.LastSample);
    }

    [Fact]
    public async Task A_jump_that_lasts_is_believed_after_a_day()
    {
        var cluster = Web();
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        cluster.DeletePod("web-1-0");
        cluster.Clock.Error = TimeSpan.FromDays(30);
        await recommender.TurnAsync();
        Assert.Single(cluster.Store.Stored);
        await recommender.TurnAsync(TimeSpan.FromHours(25));
        await recommender.TurnAsync(TimeSpan.FromHours(2));
        await recommender.TurnAsync();
        Assert.Empty(cluster.Store.Stored);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    public async Task A_long_pause_of_the_recommender_or_a_start_with_a_wrong_clock_costs_no_live_history(int daysWrong)
    {
        var cluster = Web();
        await using (var first = await Running.StartAsync(cluster))
        {
            await first.TurnAsync();
        }

        cluster.Time.Advance(TimeSpan.FromDays(20));
        cluster.Clock.Error = TimeSpan.FromDays(daysWrong);
        await using var second = await Running.StartAsync(cluster);
        cluster.IsUsageUnavailable = true;
        await second.TurnAsync();
        Assert.Single(cluster.Store.Stored);
        cluster.IsUsageUnavailable = false;
        await second.TurnAsync();
        Assert.Equal(2, Assert.Single(cluster.Store.Stored.Values).SampleCount);
    }

    [Fact]
    public async Task Samples_from_the_future_are_dropped_and_said_once()
    {
        var cluster = Web();
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        var before = Running.Recommended(cluster["web"]);
        recommender.Logger.Collector.Clear();

        cluster.UsageLead = TimeSpan.FromDays(30);
        cluster.Using("web-1-0", "9", "9Gi");
        cluster.Kills.TryAdd(new(new("default", "web-1-0"), "app", cluster.Time.GetUtcNow() + TimeSpan.FromDays(30), 1L << 34));
        await recommender.TurnAsync();
        await recommender.TurnAsync();
        Assert.Equal(before.Target, Running.Recommended(cluster["web"]).Target);
        Assert.Single(recommender.Said, s => s.Contains("which is in the future", StringComparison.Ordinal));

        cluster.UsageLead = TimeSpan.Zero;
        cluster.Using("web-1-0", "400m", "600Mi");
        await recommender.TurnAsync();
        Assert.Equal(2, Assert.Single(cluster.Store.Stored.Values).SampleCount);
    }

    private static Cluster Web() =>
        new Cluster().WithDeployment("web").With(AVpa.Named("web").Targeting("Deployment", "web")).Using("web-1-0", "400m", "600Mi");
}
