using Vpa.Recommender.Tests.World;
using Vpa.Testing;

namespace Vpa.Recommender.Tests;

public sealed class SavingTests
{
    [Fact]
    public async Task Only_what_changed_is_saved_and_decay_alone_is_no_change()
    {
        var cluster = TwoWorkloads();
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        Assert.Equal([2], cluster.Store.SavedCounts);

        cluster.IsUsageUnavailable = true;
        await recommender.TurnAsync(TimeSpan.FromDays(1));
        Assert.Equal([2], cluster.Store.SavedCounts);

        cluster.IsUsageUnavailable = false;
        cluster.Using("api-1-0", null, null);
        await recommender.TurnAsync();
        Assert.Equal([2, 1], cluster.Store.SavedCounts);
    }

    [Fact]
    public async Task A_full_disk_stops_nothing_and_saving_resumes_by_itself()
    {
        var cluster = TwoWorkloads();
        cluster.Store.IsFull = true;
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        Assert.Equal("the disk is full", recommender.Health.HistoryError);
        Assert.Null(recommender.Health.Check());
        Assert.Equal("cpu: 126m, memory: 250Mi", Running.Recommended(cluster["web"]).Target);

        cluster.Store.IsFull = false;
        cluster.IsUsageUnavailable = true;
        await recommender.TurnAsync();
        Assert.Null(recommender.Health.HistoryError);
        Assert.Equal(2, cluster.Store.Stored.Count);
    }

    [Fact]
    public async Task After_a_damaged_file_was_replaced_everything_is_stored_again()
    {
        var cluster = TwoWorkloads();
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();

        cluster.Using("api-1-0", null, null);
        cluster.Store.IsReplacedOnNextSave = true;
        await recommender.TurnAsync();
        Assert.Equal(2, cluster.Store.Stored.Count);
    }

    [Fact]
    public async Task A_turn_that_is_cancelled_saves_what_it_learnt()
    {
        var cluster = TwoWorkloads();
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        using var stop = new CancellationTokenSource();
        cluster.IsUsageHanging = true;
        cluster.Kills.TryAdd(new(new("default", "web-1-0"), "app", cluster.Time.GetUtcNow(), 1L << 30));
        var turn = recommender.TurnAsync(cancellationToken: stop.Token);
        await stop.CancelAsync();
        await turn.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([2, 1], cluster.Store.SavedCounts);
    }

    [Fact]
    public async Task Closing_saves_and_closes_the_store()
    {
        var cluster = TwoWorkloads();
        cluster.Store.IsFull = true;
        var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        cluster.Store.IsFull = false;
        await recommender.DisposeAsync();
        Assert.Equal((2, true), (cluster.Store.Stored.Count, cluster.Store.IsClosed));
    }

    private static Cluster TwoWorkloads() => new Cluster().WithDeployment("web").WithDeployment("api")
        .With(AVpa.Named("web").Targeting("Deployment", "web"))
        .Using("web-1-0", "100m", "100Mi").Using("api-1-0", "100m", "100Mi");
}
