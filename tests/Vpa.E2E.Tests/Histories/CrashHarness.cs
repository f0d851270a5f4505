using Vpa.E2E.Tests.Processes;
using Xunit.Abstractions;

namespace Vpa.E2E.Tests.Histories;

/// <summary>
/// The recommender's process is killed (SIGKILL) again and again, at random moments of starting, loading, reading, recommending and saving, and each time recommends
/// the very same as a twin that was never killed. <c>VPA_LONG_TESTS=1</c> makes it 200 kills, <c>VPA_SEED</c> repeats a run.
/// </summary>
public sealed class CrashHarness(ITestOutputHelper output)
{
    private const int Workloads = 20;

    /// <summary>About a start and two cycles, so that a kill may hit anything a process does.</summary>
    private const int LongestDelayMilliseconds = 1_500;

    [SkippableFact]
    public async Task A_recommender_that_is_killed_at_any_moment_recommends_like_one_that_is_not()
    {
        Skip.If(Kubectl.Binary is null, Kubectl.MissingReason);
        var (random, kills) = RandomRun.Of(output, brief: 15, @long: 200);
        await using var cluster = await ScriptedCluster.StartAsync(Workloads, "killed", "twin");
        await using var twin = await ScriptedRecommender.StartAsync(cluster, "twin", "vpa-twin", Path.Combine(cluster.Cluster.Folder, "twin-history"));
        await using var killed = await ScriptedRecommender.StartAsync(cluster, "killed", "vpa-killed", Path.Combine(cluster.Cluster.Folder, "killed-history"));
        for (var step = 0; step <= kills; step++)
        {
            var since = cluster.Now;
            var delay = TimeSpan.FromMilliseconds(random.Next(LongestDelayMilliseconds));
            var kill = step == 0 ? Task.CompletedTask : KillAfterAsync(killed, delay);
            await cluster.GoToStepAsync(step);
            await kill;
            since = Math.Max(since, cluster.Now);
            await Task.WhenAll(twin.UntilConsumedAsync(since), killed.UntilConsumedAsync(since));

            output.WriteLine($"step {step}: killed after {delay.TotalMilliseconds:0} ms");
            var (expected, actual) = (await cluster.RecommendationsAsync("twin"), await cluster.RecommendationsAsync("killed"));
            Assert.DoesNotContain(expected, e => e.EndsWith(": ", StringComparison.Ordinal));
            Assert.Equal(expected, actual);
        }

        await twin.Process.AssertStopsCleanlyAsync();
        await killed.Process.AssertStopsCleanlyAsync();
    }

    private static async Task KillAfterAsync(ScriptedRecommender recommender, TimeSpan delay)
    {
        // Not a wait for something: the moment of the kill is what is random here.
        await Task.Delay(delay, TimeProvider.System);
        await recommender.KillAndStartAsync();
    }
}
