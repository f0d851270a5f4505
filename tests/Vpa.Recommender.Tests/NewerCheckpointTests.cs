using Vpa.Domain.Usage;
using Vpa.Recommender.Tests.World;
using Vpa.Testing;

namespace Vpa.Recommender.Tests;

/// <summary>
/// A stored history and a checkpoint object of one container (R128): a replica that leads again finds in its own file what it knew when it led last, and in the
/// objects what the other one has learnt since.
/// </summary>
public sealed class NewerCheckpointTests
{
    private static readonly RecommenderOptions Writing = new() { Checkpoints = new() { IsWriting = true, WriteInterval = TimeSpan.FromMinutes(1) } };

    [Fact]
    public async Task A_replica_that_leads_again_goes_on_from_what_the_other_has_learnt()
    {
        var cluster = Web();
        var objects = cluster.Checkpoints = new();
        await LeadAsync(cluster, hours: 20, cpu: "100m", memory: "300Mi");
        var (first, second) = (cluster.Store, cluster.Store = new FakeStore());
        await LeadAsync(cluster, hours: 50, cpu: "900m", memory: "900Mi");
        Assert.Equal(70, Assert.Single(second.Stored.Values).SampleCount);

        cluster.Store = first;
        Assert.Equal(20, Assert.Single(first.Stored.Values).SampleCount);
        cluster.IsUsageUnavailable = true;
        var before = Running.Recommended(cluster["web"]);
        await using var again = await Running.StartAsync(cluster, Writing);
        await again.TurnAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(before.Target, Running.Recommended(cluster["web"]).Target);
        Assert.Equal(70, Assert.Single(first.Stored.Values).SampleCount);
        Assert.Equal(70, objects.Samples("web-app"));
        Assert.Contains("Warning: 1 stored histories were older than their checkpoint objects, to which another recommender has added meanwhile; they go on from the objects", again.Said);

        // The pods feed what came from the objects, not what it replaced.
        cluster.IsUsageUnavailable = false;
        await again.TurnAsync();
        Assert.Equal(71, Assert.Single(first.Stored.Values).SampleCount);
    }

    [Theory]
    [InlineData(-60, 2)]
    [InlineData(0, 2)]
    [InlineData(4.9, 2)]     // what a process that was killed may have written ahead of its file
    [InlineData(5.1, 77)]
    [InlineData(600, 77)]
    [InlineData(60000, 2)]   // a clock was wrong
    public async Task The_later_last_sample_counts(double minutesLater, long samples)
    {
        var cluster = Web();
        await LeadOnceAsync(cluster);
        cluster.Time.Advance(TimeSpan.FromHours(12));
        cluster.IsUsageUnavailable = true;
        var stored = Assert.Single(cluster.Store.Stored.Values);
        cluster.Checkpoints = new();
        cluster.Checkpoints.Put("web", "app", Checkpoint(stored.LastSample!.Value.AddMinutes(minutesLater), samples: 77));
        await LeadOnceAsync(cluster);
        Assert.Equal(samples, Assert.Single(cluster.Store.Stored.Values).SampleCount);
    }

    [Fact]
    public async Task It_is_decided_for_each_container()
    {
        var cluster = Web().WithDeployment("api").With(AVpa.Named("api").Targeting("Deployment", "api"));
        cluster.Put(APod.Named("web-1-0").OwnedBy("ReplicaSet", "web-1").WithContainer("app").WithContainer("proxy").WithContainer("late"));
        cluster.Using("web-1-0", "10m", "10Mi", container: "proxy").Using("api-1-0", "10m", "10Mi");
        await LeadOnceAsync(cluster);
        var last = cluster.Time.GetUtcNow();
        cluster.Time.Advance(TimeSpan.FromHours(3));
        cluster.IsUsageUnavailable = true;
        cluster.Checkpoints = new();
        cluster.Checkpoints.Put("web", "app", Checkpoint(last.AddHours(1), samples: 50));
        cluster.Checkpoints.Put("web", "proxy", Checkpoint(last.AddHours(-1), samples: 51));
        cluster.Checkpoints.Put("web", "late", Checkpoint(last.AddHours(-1), samples: 52));
        cluster.Checkpoints.Put("api", "app", Checkpoint(last.AddHours(2), samples: 53) with { Version = "v2" });
        await LeadOnceAsync(cluster);
        Assert.Equal(
            [("api", "app", 2L), ("web", "app", 50L), ("web", "late", 52L), ("web", "proxy", 2L)],
            cluster.Store.Stored.Values.Select(s => (s.Key.Workload.Name, s.Key.Container, s.SampleCount)).Order());
    }

    [Fact]
    public async Task An_unfinished_window_of_the_older_history_goes_on()
    {
        var cluster = Web().Using("web-1-0", "100m", "3000Mi");
        await LeadOnceAsync(cluster);
        var peak = Assert.Single(Assert.Single(cluster.Store.Stored.Values).Windows);
        cluster.Using("web-1-0", "100m", "300Mi");
        cluster.Checkpoints = new();
        cluster.Checkpoints.Put("web", "app", Checkpoint(cluster.Time.GetUtcNow().AddHours(1), samples: 50));
        cluster.Time.Advance(TimeSpan.FromHours(2));
        await LeadOnceAsync(cluster);

        var stored = Assert.Single(cluster.Store.Stored.Values);
        Assert.Equal((52, peak.MemoryPeak, peak.WindowEnd), (stored.SampleCount, Assert.Single(stored.Windows).MemoryPeak, stored.Windows[0].WindowEnd));
        Assert.Equal(2, stored.Memory.Weights.Count(w => w > 0));
    }

    [Fact]
    public async Task Nothing_is_written_over_objects_that_could_not_be_read_yet()
    {
        var cluster = Web();
        await LeadOnceAsync(cluster);
        cluster.Time.Advance(TimeSpan.FromHours(3));
        var objects = cluster.Checkpoints = new() { IsUnavailable = true };
        objects.Put("web", "app", Checkpoint(cluster.Time.GetUtcNow().AddHours(-1), samples: 50));
        await using var recommender = await Running.StartAsync(cluster, Writing);
        await recommender.TurnAsync();
        await recommender.TurnAsync();
        Assert.DoesNotContain(recommender.Said, s => s.Contains("could not be written", StringComparison.Ordinal));

        // Two samples were added to the older history meanwhile. They do not make it newer.
        objects.IsUnavailable = false;
        await recommender.TurnAsync();
        Assert.Equal(51, Assert.Single(cluster.Store.Stored.Values).SampleCount);
    }

    [Fact]
    public async Task While_the_past_is_being_fetched_nothing_is_written_over_an_object() // R130
    {
        var cluster = Web().WithDeployment("api").With(AVpa.Named("api").Targeting("Deployment", "api")).Using("api-1-0", "10m", "10Mi");
        cluster.With(cluster["web"] with { Status = cluster["web"].Status with { Conditions = [new("FetchingHistory", "True", AnInstant.Start, "Importing", "by somebody else")] } });
        cluster.Checkpoints = new();
        await using var recommender = await Running.StartAsync(cluster, Writing);
        await recommender.TurnAsync();
        await recommender.TurnAsync();
        await UntilAsync(() => cluster.Checkpoints.WrittenCount > 0);
        Assert.All(cluster.Checkpoints.Written, w => Assert.Equal("api-app", w));
    }

    [Fact]
    public async Task Each_worker_writes_one_object_although_the_deadline_has_passed_and_those_not_written_come_first() // R130 to R132
    {
        var cluster = new Cluster();
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
        {
            cluster.WithDeployment(name).With(AVpa.Named(name).Targeting("Deployment", name)).Using($"{name}-1-0", "10m", "10Mi");
        }

        cluster.Checkpoints = new();
        await using var recommender = await Running.StartAsync(
            cluster, new() { UpdateWorkerCount = 2, Checkpoints = new() { IsWriting = true, WriteInterval = TimeSpan.FromSeconds(1), WriteTimeout = TimeSpan.Zero } });
        for (var round = 1; round <= 3; round++)
        {
            await recommender.TurnAsync();
            await UntilAsync(() => cluster.Checkpoints.WrittenCount == 2 * round);
        }

        Assert.Equal(["a-app", "b-app", "c-app", "d-app", "e-app"], cluster.Checkpoints.Written.Distinct().Order(StringComparer.Ordinal));
    }

    private static async Task LeadAsync(Cluster cluster, int hours, string cpu, string memory)
    {
        cluster.Using("web-1-0", cpu, memory);
        await using var leader = await Running.StartAsync(cluster, Writing);
        for (var hour = 0; hour < hours; hour++)
        {
            var written = cluster.Checkpoints!.WrittenCount;
            await leader.TurnAsync(TimeSpan.FromHours(1));
            await UntilAsync(() => cluster.Checkpoints.WrittenCount > written);
        }
    }

    private static async Task LeadOnceAsync(Cluster cluster)
    {
        await using var leader = await Running.StartAsync(cluster);
        await leader.TurnAsync();
        await leader.TurnAsync();
    }

    /// <summary>Writing goes on beside the cycles.</summary>
    private static async Task UntilAsync(Func<bool> holds)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(60), "The object is written.");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    private static AggregateCheckpoint Checkpoint(DateTimeOffset last, long samples) => new(
        last,
        AggregateCheckpoint.SupportedVersion,
        new(last, [new(8, 10000)], 5),
        new(last, [new(20, 10000)], 2),
        last.AddDays(-2),
        last,
        samples);

    private static Cluster Web() =>
        new Cluster().WithDeployment("web").With(AVpa.Named("web").Targeting("Deployment", "web")).Using("web-1-0", "100m", "100Mi");
}
