using Vpa.Domain.Workloads;
using Vpa.Recommender.Ports;
using Vpa.Recommender.Tests.World;
using Vpa.Testing;

namespace Vpa.Recommender.Tests;

/// <summary>What the users of a VPA are told by events, and what its operator is told by the log.</summary>
public sealed class StatusNewsTests
{
    [Fact]
    public async Task A_first_recommendation_is_told_once()
    {
        var cluster = Web();
        await using (var first = await Running.StartAsync(cluster))
        {
            await first.TurnAsync();
            await first.TurnAsync();
        }

        await using var second = await Running.StartAsync(cluster);
        await second.TurnAsync();
        Assert.Equal(["web: recommended for app"], cluster.Told);
    }

    [Fact]
    public async Task A_kill_that_raised_the_memory_target_is_told_once_with_the_pod_and_both_targets()
    {
        var cluster = Web();
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        cluster.Told.Clear();
        Kill(cluster, 500 * 1048576L);
        await recommender.TurnAsync();
        await recommender.TurnAsync();

        var after = cluster["web"].Status.Recommendation!.For("app")!.Target["memory"];
        Assert.Equal([$"web: app killed in web-1-0, raised from 250Mi to {after}"], cluster.Told);
    }

    [Fact]
    public async Task A_kill_that_raised_nothing_is_not_told_and_does_not_explain_a_later_rise()
    {
        var cluster = Web(v => v.Allowing("app", maxMemory: "250Mi"));
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        cluster.Told.Clear();
        Kill(cluster, 500 * 1048576L);
        await recommender.TurnAsync();
        cluster.With(cluster["web"] with { ResourcePolicy = null });
        await recommender.TurnAsync();

        Assert.NotEqual("cpu: 126m, memory: 250Mi", Running.Recommended(cluster["web"]).Target);
        Assert.Empty(cluster.Told);
    }

    [Fact]
    public async Task A_kill_is_told_when_its_effect_can_at_last_be_written()
    {
        var cluster = Web();
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        cluster.Told.Clear();
        cluster.FailingVpas.Add("web");
        Kill(cluster, 500 * 1048576L);
        await recommender.TurnAsync();
        Assert.Empty(cluster.Told);

        cluster.FailingVpas.Clear();
        await recommender.TurnAsync();
        Assert.StartsWith("web: app killed in web-1-0, raised from 250Mi to ", Assert.Single(cluster.Told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unsupported_configuration_is_told_again_only_for_another_reason()
    {
        var cluster = Web().With(AVpa.Named("lost").Targeting("Deployment", "lost"));
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        await recommender.TurnAsync();
        Assert.Equal("lost: unsupported: Cannot read targetRef. Reason: Deployment default/lost does not exist", Assert.Single(cluster.Told, t => t.StartsWith("lost", StringComparison.Ordinal)));

        cluster.With(cluster["lost"] with { Target = null });
        await recommender.TurnAsync();
        Assert.Equal(2, cluster.Told.Count(t => t.StartsWith("lost", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_status_that_cannot_be_written_is_logged_once_a_cause_and_without_a_stack_trace()
    {
        var cluster = Web();
        cluster.FailingVpas.Add("web");
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        await recommender.TurnAsync();
        cluster.FailingVpas.Clear();
        await recommender.TurnAsync();

        Assert.Equal(
            [
                "Error: Cannot update VPA default/web: InvalidOperationException: a defect of the writer; every cycle tries again",
                "Information: The status of VPA default/web is written again",
            ],
            recommender.Said.Where(s => s.Contains("default/web", StringComparison.Ordinal)));
    }

    private static Cluster Web(Func<AVpa, AVpa>? policy = null)
    {
        var vpa = AVpa.Named("web").Targeting("Deployment", "web");
        return new Cluster().WithDeployment("web").With(policy?.Invoke(vpa) ?? vpa).Using("web-1-0", "100m", "100Mi");
    }

    private static void Kill(Cluster cluster, long bytes) =>
        cluster.Kills.TryAdd(new OutOfMemoryObservation(new NamespacedName("default", "web-1-0"), "app", cluster.Time.GetUtcNow(), bytes));
}
