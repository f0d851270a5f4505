using Vpa.Domain.Histograms;
using Vpa.Domain.Usage;
using Vpa.Recommender.Tests.World;
using Vpa.Testing;

namespace Vpa.Recommender.Tests;

/// <summary>Checkpoint objects: read once, written when changed, collected when orphaned (section 15).</summary>
public sealed class CheckpointTests
{
    private static readonly RecommenderOptions Writing = new() { Checkpoints = new() { IsWriting = true } };

    [Fact]
    public async Task What_one_recommender_writes_gives_another_without_its_history_the_same_recommendation()
    {
        var cluster = Web();
        cluster.Checkpoints = new();
        (string Target, string Lower, string Upper) before;
        await using (var first = await Running.StartAsync(cluster, Writing))
        {
            for (var turn = 0; turn < 200; turn++)
            {
                cluster.Using("web-1-0", $"{100 + (turn * 37 % 500)}m", $"{300 + (turn * 61 % 400)}Mi");
                await first.TurnAsync(TimeSpan.FromHours(1));
            }

            before = Running.Recommended(cluster["web"]);
            cluster.IsUsageUnavailable = true;
            var start = TimeProvider.System.GetTimestamp();
            while (cluster.Checkpoints.Samples("web-app") != 200)
            {
                Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(60), "The last state is written.");
                await first.TurnAsync(TimeSpan.FromMinutes(10));
                await Task.Yield();
            }
        }

        var (other, at) = (Web(), cluster.Time.GetUtcNow() - AnInstant.Start);
        other.Time.Advance(at);
        other.Checkpoints = cluster.Checkpoints;
        other.IsUsageUnavailable = true;
        await using var second = await Running.StartAsync(other);
        await second.TurnAsync();
        var after = Running.Recommended(other["web"]);
        Assert.Equal(before.Target.Split(',')[0], after.Target.Split(',')[0]);
        Assert.Contains(second.Said, s => s.Contains("Imported 1 histories", StringComparison.Ordinal));
        Assert.Single(other.Store.Stored);
    }

    [Fact]
    public async Task Only_containers_of_served_VPAs_without_history_are_imported()
    {
        var cluster = Web().WithDeployment("api").With(AVpa.Named("api").Targeting("Deployment", "api")).With(AVpa.Named("other").Targeting("Deployment", "other").ServedBy("another"));
        await using (var first = await Running.StartAsync(cluster))
        {
            await first.TurnAsync();
        }

        cluster.Checkpoints = new();
        foreach (var vpa in new[] { "web", "api", "other", "deleted" })
        {
            cluster.Checkpoints.Put(vpa, "app", Checkpoint(cluster, samples: 77));
        }

        await using var second = await Running.StartAsync(cluster);
        await second.TurnAsync();
        Assert.Equal([("api", 77L), ("web", 2L)], Stored(cluster));
    }

    [Fact]
    public async Task Damaged_and_expired_objects_cost_only_themselves() // R42, R69, unlike Q11 of R68
    {
        var cluster = new Cluster();
        cluster.Checkpoints = new();
        foreach (var name in new[] { "good", "version", "bucket", "weight", "missing", "negative", "unreadable", "old" })
        {
            cluster.WithControllers(name);
            cluster.With(AVpa.Named(name).Targeting("Deployment", name));
        }

        var good = Checkpoint(cluster, samples: 10);
        cluster.Checkpoints.Put("good", "app", good);
        cluster.Checkpoints.Put("version", "app", good with { Version = "v2" });
        cluster.Checkpoints.Put("bucket", "app", good with { CpuHistogram = good.CpuHistogram! with { BucketWeights = [new(1000, 1)] } });
        cluster.Checkpoints.Put("weight", "app", good with { MemoryHistogram = good.MemoryHistogram! with { TotalWeight = -1 } });
        cluster.Checkpoints.Put("missing", "app", good with { MemoryHistogram = null });
        cluster.Checkpoints.Put("negative", "app", good with { TotalSamplesCount = -3 });
        cluster.Checkpoints.Put("unreadable", "app", null, "cpuHistogram.totalWeight is \"x\", not a number");
        cluster.Checkpoints.Put("old", "app", good with { LastSampleStart = AnInstant.Start.AddDays(-9) });
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();

        Assert.Equal([("good", 10L)], Stored(cluster));
        Assert.Equal(6, recommender.Said.Count(s => s.Contains("is not imported", StringComparison.Ordinal)));
        Assert.Contains("Warning: The checkpoint object default/version-app is not imported: unsupported checkpoint version v2", recommender.Said);
        Assert.Contains("Information: Imported 1 histories from checkpoint objects; 1 are too old, 0 belong to no VPA served here or to a known history", recommender.Said);
    }

    [Fact]
    public async Task Of_two_VPAs_of_one_target_the_object_that_knows_most_counts() // R128
    {
        var cluster = Web().With(AVpa.Named("web2").Targeting("Deployment", "web"));
        cluster.IsUsageUnavailable = true;
        cluster.Checkpoints = new();
        cluster.Checkpoints.Put("web", "app", Checkpoint(cluster, samples: 5));
        cluster.Checkpoints.Put("web2", "app", Checkpoint(cluster, samples: 6));
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        Assert.Equal([("web", 6L)], Stored(cluster));
    }

    [Fact]
    public async Task An_import_that_fails_is_made_up_for_in_a_later_cycle()
    {
        var cluster = Web();
        cluster.Checkpoints = new() { IsUnavailable = true };
        cluster.Checkpoints.Put("web", "app", Checkpoint(cluster, samples: 100));
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        await recommender.TurnAsync();
        Assert.Equal([("web", 2L)], Stored(cluster));
        Assert.Single(recommender.Said, s => s.Contains("cannot be imported", StringComparison.Ordinal));

        cluster.Checkpoints.IsUnavailable = false;
        await recommender.TurnAsync();
        Assert.Equal([("web", 103L)], Stored(cluster));
        await recommender.TurnAsync();
        Assert.Equal([("web", 104L)], Stored(cluster));
    }

    [Fact]
    public async Task Objects_are_written_when_changed_and_not_more_often_than_told()
    {
        var cluster = Web().WithDeployment("idle").With(AVpa.Named("idle").Targeting("Deployment", "idle")).Using("idle-1-0", "10m", "10Mi");
        cluster.Checkpoints = new();
        await using var recommender = await Running.StartAsync(cluster, Writing);
        await recommender.TurnAsync();
        await UntilAsync(() => cluster.Checkpoints.WrittenCount == 2, "Both objects are written.");

        cluster.Using("idle-1-0", null, null);
        for (var minute = 1; minute <= 25; minute++)
        {
            await recommender.TurnAsync();
            await UntilAsync(() => cluster.Checkpoints.WrittenCount == 2 + (minute / 10), "An object is written every ten minutes.");
        }

        Assert.Equal(["idle-app", "web-app", "web-app", "web-app"], cluster.Checkpoints.Written.Order(StringComparer.Ordinal));
        Assert.Equal(21, cluster.Checkpoints.Objects[new("default", "web-app")].Status!.TotalSamplesCount);
    }

    [Fact]
    public async Task Slow_or_failing_writes_delay_no_cycle_and_are_repeated()
    {
        var cluster = Web();
        cluster.Checkpoints = new() { Hold = new(TaskCreationOptions.RunContinuationsAsynchronously) };
        await using var recommender = await Running.StartAsync(
            cluster, new() { Checkpoints = new() { IsWriting = true, WriteTimeout = TimeSpan.FromDays(1) } });
        await recommender.TurnAsync();
        await recommender.TurnAsync();
        Assert.Empty(cluster.Checkpoints.Written);

        cluster.Checkpoints.IsUnavailable = true;
        cluster.Checkpoints.Hold.SetResult();
        cluster.Checkpoints.Hold = null;
        await UntilAsync(() => recommender.Said.Any(s => s.Contains("1 of 1 checkpoint objects could not be written", StringComparison.Ordinal)), "The failure is said.");
        cluster.Checkpoints.IsUnavailable = false;
        await recommender.TurnAsync();
        await UntilAsync(() => cluster.Checkpoints.WrittenCount == 1, "The object is written by the next cycle.");
    }

    [Fact]
    public async Task Orphans_are_collected_after_the_interval_others_are_left_alone() // R135
    {
        var cluster = Web().With(AVpa.Named("theirs").Targeting("Deployment", "theirs").ServedBy("another"));
        cluster.Checkpoints = new();
        foreach (var vpa in new[] { "web", "theirs", "deleted" })
        {
            cluster.Checkpoints.Put(vpa, "app", null);
        }

        cluster.Checkpoints.Objects[new("ignored", "x-y")] = new(new("ignored", "x-y"), "x", "y");
        await using var recommender = await Running.StartAsync(cluster, new() { IgnoredNamespaces = ["ignored"] });
        await recommender.TurnAsync(TimeSpan.FromMinutes(9));
        Assert.Equal(4, cluster.Checkpoints.Objects.Count);

        cluster.Checkpoints.IsUnavailable = true;
        await recommender.TurnAsync(TimeSpan.FromMinutes(1));
        Assert.Single(recommender.Said, s => s.Contains("could not all be deleted", StringComparison.Ordinal));

        cluster.Checkpoints.IsUnavailable = false;
        await recommender.TurnAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["theirs-app", "web-app", "x-y"], cluster.Checkpoints.Objects.Keys.Select(k => k.Name).Order(StringComparer.Ordinal));
    }

    /// <summary>Writing goes on beside the cycles.</summary>
    private static async Task UntilAsync(Func<bool> holds, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(60), what);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    private static AggregateCheckpoint Checkpoint(Cluster cluster, long samples)
    {
        var now = cluster.Time.GetUtcNow();
        return new(
            now,
            AggregateCheckpoint.SupportedVersion,
            new HistogramCheckpoint(now.AddDays(-1), [new(8, 10000)], 5),
            new HistogramCheckpoint(now.AddDays(-1), [new(20, 10000)], 2),
            now.AddDays(-2),
            now.AddHours(-1),
            samples);
    }

    private static IEnumerable<(string Workload, long Samples)> Stored(Cluster cluster) =>
        cluster.Store.Stored.Values.Select(s => (s.Key.Workload.Name, s.SampleCount)).OrderBy(s => s.Name, StringComparer.Ordinal);

    private static Cluster Web() =>
        new Cluster().WithDeployment("web").With(AVpa.Named("web").Targeting("Deployment", "web")).Using("web-1-0", "100m", "100Mi");
}
