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
        Assert.Equal("cpu: 126m, memory: 250Mi", Running.Recommended(cluster["web"]).Target);

        cluster.Store.IsFull = false;
        cluster.IsUsageUnavailable = true;
        await recommender.TurnAsync();
        Assert.Null(recommender.Health.HistoryError);
        Assert.Equal(2, cluster.Store.Stored.Count);
    }

    [Fact]
    public async Task A_lasting_failure_is_told_once_and_its_end_too()
    {
        var cluster = TwoWorkloads();
        await using var recommender = await Running.StartAsync(cluster);
        recommender.Logger.Collector.Clear();
        (cluster.Store.IsFull, cluster.IsUsageUnavailable) = (true, false);
        for (var turn = 0; turn < 3; turn++)
        {
            await recommender.TurnAsync();
            cluster.IsUsageUnavailable = true;
        }

        (cluster.Store.IsFull, cluster.IsUsageUnavailable) = (false, false);
        await recommender.TurnAsync();
        await recommender.TurnAsync();
        Assert.Equal(
            [
                "Error: Histories cannot be stored: the disk is full; they are kept in memory and are stored as soon as it works again",
                "Error: Usage cannot be read: 503; cycles go on without new samples",
                "Information: Usage is read again",
                "Information: Histories are stored again",
            ],
            recommender.Said);
    }

    [Fact]
    public async Task A_refused_history_is_deleted_and_begins_anew()
    {
        var cluster = TwoWorkloads();
        await using (var first = await Running.StartAsync(cluster))
        {
            await first.TurnAsync();
        }

        var (web, api) = (cluster.Store.Stored.Keys.Single(k => k.Workload.Name == "web"), cluster.Store.Stored.Keys.Single(k => k.Workload.Name == "api"));
        cluster.Store.Stored[web] = cluster.Store.Stored[web] with { SampleCount = -1 };
        cluster.Store.Stored[api] = cluster.Store.Stored[api] with { SampleCount = -1 };
        cluster.DeletePod("api-1-0");
        await using var second = await Running.StartAsync(cluster);
        await second.TurnAsync();
        Assert.Equal([web], cluster.Store.Stored.Keys);
        Assert.Equal(1, cluster.Store.Stored[web].SampleCount);
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
    public async Task Closing_saves_and_closes_the_store() // R153, unlike Q33
    {
        var cluster = TwoWorkloads();
        cluster.Store.IsFull = true;
        var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        cluster.Store.IsFull = false;
        await recommender.DisposeAsync();
        Assert.Equal((2, true), (cluster.Store.Stored.Count, cluster.Store.IsClosed));
    }

    [Fact]
    public async Task A_slow_save_delays_no_cycle_and_what_changed_meanwhile_is_saved_next()
    {
        var cluster = TwoWorkloads();
        cluster.Store.Hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var recommender = await Running.StartAsync(cluster);
        for (var turn = 1; turn <= 3; turn++)
        {
            await recommender.TurnAsync();
            Assert.Equal(turn, cluster["web"].Status.Recommendation is null ? 0 : turn);
        }

        Assert.Empty(cluster.Store.Stored);
        cluster.Store.Hold.SetResult();
        cluster.Store.Hold = null;
        cluster.IsUsageUnavailable = true;
        var deadline = TimeProvider.System.GetTimestamp();
        while (cluster.Store.Stored.Values.Any(s => s.SampleCount != 3) || cluster.Store.Stored.Count != 2)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(60), "What changed during the slow save was never saved.");
            await recommender.TurnAsync();
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Closing_waits_for_a_save_under_way_and_saves_what_came_after_it()
    {
        var cluster = TwoWorkloads();
        cluster.Store.Hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        await recommender.TurnAsync();
        var closing = recommender.DisposeAsync().AsTask();
        Assert.False(closing.IsCompleted);
        cluster.Store.Hold.SetResult();
        await closing.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.All(cluster.Store.Stored.Values, s => Assert.Equal(2, s.SampleCount));
        Assert.True(cluster.Store.IsClosed);
    }

    [Fact]
    public async Task Damage_and_failures_are_told_to_operators_as_events_and_metrics()
    {
        var cluster = TwoWorkloads();
        cluster.Store.OnLoad = h => h with { Dropped = 2, Restored = 3, SetAside = "/var/lib/vpa/vpa-history.db.corrupt-1" };
        await using var recommender = await Running.StartAsync(cluster);
        Assert.Equal(
            "damaged: The stored history was damaged: 0 histories are loaded, 3 of them from the second copy, 2 are lost, the damaged file is kept as /var/lib/vpa/vpa-history.db.corrupt-1",
            Assert.Single(cluster.HistoryEvents.Told));

        cluster.HistoryEvents.Told.Clear();
        cluster.Store.IsFull = true;
        await recommender.TurnAsync();
        await recommender.TurnAsync();
        cluster.Store.IsFull = false;
        await recommender.TurnAsync();
        cluster.Store.IsReplacedOnNextSave = true;
        await recommender.TurnAsync();
        Assert.Equal(
            [
                "not saved: the disk is full",
                "saved again",
                "damaged: The history file was found damaged while it was written and was set aside; the histories are in memory and are stored anew",
            ],
            cluster.HistoryEvents.Told);
    }

    [Fact]
    public async Task Histories_of_a_store_that_could_not_be_repaired_are_all_stored_again()
    {
        var cluster = TwoWorkloads();
        await using (var first = await Running.StartAsync(cluster))
        {
            await first.TurnAsync();
        }

        cluster.IsUsageUnavailable = true;
        cluster.Store.SavedCounts.Clear();
        cluster.Store.OnLoad = h => h with { IsStored = false };
        await using var second = await Running.StartAsync(cluster);
        await second.TurnAsync();
        Assert.Equal([2], cluster.Store.SavedCounts);
    }

    private static Cluster TwoWorkloads() => new Cluster().WithDeployment("web").WithDeployment("api")
        .With(AVpa.Named("web").Targeting("Deployment", "web"))
        .Using("web-1-0", "100m", "100Mi").Using("api-1-0", "100m", "100Mi");
}
