using System.Text.Json.Nodes;
using Vpa.Domain.Quantities;
using Vpa.E2E.Tests.Processes;
using Xunit.Abstractions;

namespace Vpa.E2E.Tests.Histories;

/// <summary>
/// Two recommenders with leader election and one history. The leader is frozen (SIGSTOP) past its lease and woken again: there are never two writers, and nothing
/// that was stored is lost.
/// </summary>
public sealed class FailOverTests(ITestOutputHelper output)
{
    private const string LeasePath = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/vpa-recommender-lease";
    private const int LeaseLost = 255;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly string[] Election =
        ["--leader-elect", "--leader-elect-lease-duration=4s", "--leader-elect-renew-deadline=3s", "--leader-elect-retry-period=500ms"];

    [SkippableFact]
    public async Task A_leader_that_is_frozen_past_its_lease_and_woken_is_followed_without_a_second_writer_or_a_lost_interval()
    {
        Skip.If(Kubectl.Binary is null, Kubectl.MissingReason);
        var (random, rounds) = RandomRun.Of(output, brief: 1, @long: 20);
        await using var cluster = await ScriptedCluster.StartAsync(5, "elected", "twin");
        var history = Path.Combine(cluster.Cluster.Folder, "history");
        await using var twin = await ScriptedRecommender.StartAsync(cluster, "twin", "vpa-twin", Path.Combine(cluster.Cluster.Folder, "twin-history"));
        await cluster.GoToStepAsync(0);
        var leader = await ScriptedRecommender.StartAsync(cluster, "elected", "vpa-0", history, Election);
        await leader.UntilConsumedAsync(0);
        for (var round = 1; round <= rounds; round++)
        {
            var standby = await ScriptedRecommender.StartAsync(cluster, "elected", $"vpa-{round}", history, Election);
            await RunRoundAsync(cluster, twin, leader, standby, round, TimeSpan.FromMilliseconds(random.Next(600)));
            await leader.DisposeAsync();
            leader = standby;
        }

        Assert.Contains(Enumerable.Range(0, rounds + 1), r => cluster.StatusWritesOf($"vpa-{r}").Count > 0);
        await leader.Process.AssertStopsCleanlyAsync();
        await leader.DisposeAsync();
    }

    [SkippableFact]
    public async Task A_replica_with_a_file_of_its_own_that_leads_again_goes_on_from_the_objects_of_the_other()
    {
        Skip.If(Kubectl.Binary is null, Kubectl.MissingReason);
        await using var cluster = await ScriptedCluster.StartAsync(5, "elected", "twin");
        await using var twin = await ScriptedRecommender.StartAsync(cluster, "twin", "vpa-twin", Path.Combine(cluster.Cluster.Folder, "twin-history"));

        // As in the overlay ha: each replica has a volume of its own, and what one learnt reaches the other as objects.
        await LeadAsync("vpa-0", first: 0, last: 1, "Imported 0 histories from checkpoint objects");
        await LeadAsync("vpa-1", first: 2, last: 5, "Imported 10 histories from checkpoint objects");
        await LeadAsync("vpa-0", first: 6, last: 7, "10 stored histories were older than their checkpoint objects");

        async Task LeadAsync(string replica, int first, int last, string said)
        {
            await using var leader = await ScriptedRecommender.StartAsync(
                cluster, "elected", $"{replica}-from-{first}", Path.Combine(cluster.Cluster.Folder, replica + "-history"), [.. Election, "--checkpoint-objects", "--checkpoint-objects-interval=1s"]);
            for (var step = first; step <= last; step++)
            {
                var since = cluster.Now;
                await cluster.GoToStepAsync(step);
                await Task.WhenAll(twin.UntilConsumedAsync(since), leader.UntilConsumedAsync(since));
                AssertSameCpu(await cluster.RecommendationsAsync("twin"), await cluster.RecommendationsAsync("elected"));
            }

            // Each step is a sample of each of two pods: of all leaders, not only of this one.
            await Polling.UntilAsync("the objects of the last step", Patience, async _ =>
                (await cluster.CheckpointedSamplesAsync("elected")) is { Count: 10 } counts && counts.All(c => c == 2 * (last + 1)) ? null : leader.Process.Tail);
            Assert.Contains(said, leader.Process.Tail, StringComparison.Ordinal);
            await leader.Process.AssertStopsCleanlyAsync();
        }
    }

    /// <summary>Memory differs until the windows end that were unfinished when a leader ended; CPU by no more than a bucket of 5 %.</summary>
    private static void AssertSameCpu(IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        var pairs = expected.SelectMany(CpuOf).Zip(actual.SelectMany(CpuOf)).ToList();
        Assert.Equal(expected.Count * 2 * 4, pairs.Count);
        Assert.All(pairs, p => Assert.InRange(p.Second / (double)p.First, 0.94, 1.06));
    }

    private static IEnumerable<long> CpuOf(string recommendation) =>
        from container in JsonNode.Parse(recommendation[(recommendation.IndexOf(' ', StringComparison.Ordinal) + 1)..])!["containerRecommendations"]!.AsArray()
        from bound in new[] { "target", "lowerBound", "upperBound", "uncappedTarget" }
        select Quantity.Parse((string)container![bound]!["cpu"]!).MilliValue;

    private async Task RunRoundAsync(
        ScriptedCluster cluster, ScriptedRecommender twin, ScriptedRecommender leader, ScriptedRecommender standby, int round, TimeSpan delay)
    {
        var before = await HolderAsync(cluster);
        var since = cluster.Now;
        await cluster.GoToStepAsync((3 * round) - 2);
        await Task.WhenAll(twin.UntilConsumedAsync(since), leader.UntilConsumedAsync(since));
        Assert.Equal(await cluster.RecommendationsAsync("twin"), await cluster.RecommendationsAsync("elected"));

        // Not a wait for something: it is frozen at a random moment of a cycle.
        await Task.Delay(delay, TimeProvider.System);
        leader.Process.Freeze();
        await Polling.UntilAsync("the other to hold the lease", Patience, async _ => await HolderAsync(cluster) is { Length: > 0 } holder && holder != before ? null : "it is still the frozen one's");
        await Polling.UntilAsync("the other to wait for the history", Patience, _ =>
            Task.FromResult(standby.Process.Tail.Contains("This process leads and waits for the history", StringComparison.Ordinal) ? null : standby.Process.Tail));
        output.WriteLine($"round {round}: frozen after {delay.TotalMilliseconds:0} ms, lease taken from {before}");

        // A step while nobody works, and the woken one may still be in the middle of something.
        since = cluster.Now;
        await cluster.GoToStepAsync((3 * round) - 1);
        leader.Process.Thaw();
        Assert.Equal(LeaseLost, await leader.Process.WaitForExitAsync(Patience));
        await Task.WhenAll(twin.UntilConsumedAsync(since), standby.UntilConsumedAsync(since));
        Assert.Equal(await cluster.RecommendationsAsync("twin"), await cluster.RecommendationsAsync("elected"));

        // The woken one may have consumed that step before it ended; this one is the other's.
        since = cluster.Now;
        await cluster.GoToStepAsync(3 * round);
        await Task.WhenAll(twin.UntilConsumedAsync(since), standby.UntilConsumedAsync(since));
        Assert.Equal(await cluster.RecommendationsAsync("twin"), await cluster.RecommendationsAsync("elected"));
        var (last, first) = (cluster.StatusWritesOf($"vpa-{round - 1}"), cluster.StatusWritesOf($"vpa-{round}"));
        // A recommendation that did not change is not written, so either may have written nothing.
        Assert.True(last.Count == 0 || first.Count == 0 || last.Max() < first.Min(), $"vpa-{round - 1} wrote a status after vpa-{round} had begun to.");
    }

    private static async Task<string> HolderAsync(ScriptedCluster cluster) =>
        (await cluster.Api.FindAsync(LeasePath))?["spec"]?["holderIdentity"]?.GetValue<string>() ?? "";
}
