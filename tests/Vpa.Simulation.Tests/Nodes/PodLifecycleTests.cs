using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Simulation.Nodes;
using Vpa.Simulation.Objects;
using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Tests.Nodes;

public sealed class PodLifecycleTests
{
    private const string Leak = """{"app":{"memory":{"shape":"leak","base":"40Mi","perHour":"60Mi"}}}""";

    private static readonly DateTimeOffset Noon = APod.Noon;

    [Fact]
    public void A_bound_pod_runs_and_is_ready_and_then_stays_as_it_is()
    {
        var pod = APod.Named("web").Requesting("100m", "64Mi").Build();
        var running = Step(pod, Noon);
        Assert.Equal(PodPhases.Running, running.Status.Phase);
        Assert.Equal(Noon, running.Status.StartTime);
        Assert.Equal(Noon, running.StatusOf("app")!.State.Running!.StartedAt);
        Assert.All(["PodScheduled", "Initialized", "ContainersReady", "Ready"], type =>
            Assert.Equal("True", PodConditions.Find(running.Status.Conditions, type)!.Status));
        Assert.Same(running.Status, Step(running, Noon + TimeSpan.FromHours(1)).Status);
    }

    /// <summary>R124: running, then terminated with OOMKilled, then running with lastState and one restart more.</summary>
    [Fact]
    public void A_container_above_its_memory_limit_is_killed_and_started_again()
    {
        var pod = Step(APod.Named("web").LimitedTo("1", "100Mi").Using(Leak).Build(), Noon);
        var atLimit = Step(pod, Noon + TimeSpan.FromHours(1));
        Assert.Same(pod.Status, atLimit.Status);

        var killedAt = Noon + TimeSpan.FromMinutes(61);
        var killed = Step(pod, killedAt);
        var ended = killed.StatusOf("app")!.State.Terminated!;
        Assert.Equal(("OOMKilled", 137, Noon, killedAt), (ended.Reason, ended.ExitCode, ended.StartedAt!.Value, ended.FinishedAt!.Value));
        Assert.Equal(0, killed.StatusOf("app")!.RestartCount);
        Assert.Equal(PodPhases.Running, killed.Status.Phase);
        Assert.Equal("False", PodConditions.Find(killed.Status.Conditions, "Ready")!.Status);

        var again = Step(killed, killedAt);
        var status = again.StatusOf("app")!;
        Assert.Equal(killedAt, status.State.Running!.StartedAt);
        Assert.Null(status.State.Terminated);
        Assert.Equal(ended, status.LastState.Terminated);
        Assert.Equal(1, status.RestartCount);
        Assert.Equal("True", PodConditions.Find(again.Status.Conditions, "Ready")!.Status);
        Assert.NotEqual(pod.StatusOf("app")!.ContainerID, status.ContainerID);
    }

    [Fact]
    public void A_container_that_keeps_failing_waits_longer_and_longer()
    {
        const string TooBig = """{"app":{"memory":{"shape":"steady","level":"1Gi"}}}""";
        var pod = Step(APod.Named("web").LimitedTo("1", "100Mi").Using(TooBig).Build(), Noon);
        var now = Noon;
        var waits = new List<double>();
        for (var restart = 0; restart < 8; restart++)
        {
            pod = Step(pod, now);
            Assert.NotNull(pod.StatusOf("app")!.State.Terminated);
            var ended = now;
            pod = Step(pod, now);
            while (pod.StatusOf("app")!.State.Waiting is { } waiting)
            {
                Assert.Equal("CrashLoopBackOff", waiting.Reason);
                Assert.Equal("OOMKilled", pod.StatusOf("app")!.LastState.Terminated!.Reason);
                now += TimeSpan.FromSeconds(1);
                pod = Step(pod, now);
            }

            Assert.Equal(restart + 1, pod.StatusOf("app")!.RestartCount);
            waits.Add((now - ended).TotalSeconds);
        }

        Assert.Equal([0, 10, 20, 40, 80, 160, 300, 300], waits);
    }

    [Theory]
    [InlineData("Never", PodPhases.Succeeded)]
    [InlineData("OnFailure", PodPhases.Succeeded)]
    [InlineData("Always", PodPhases.Running)]
    public void Finished_work_ends_the_pod_unless_it_always_restarts(string policy, string phase)
    {
        const string Work = """{"app":{"cpu":{"shape":"batch","level":"1","duration":"10m"}}}""";
        var pod = Step(APod.Named("job").RestartPolicy(policy).Using(Work).Build(), Noon);
        Assert.Same(pod.Status, Step(pod, Noon + TimeSpan.FromSeconds(599)).Status);
        var done = Step(pod, Noon + TimeSpan.FromMinutes(10));
        Assert.Equal(phase, done.Status.Phase);
        Assert.Equal(("Completed", 0), (done.StatusOf("app")!.State.Terminated!.Reason, done.StatusOf("app")!.State.Terminated!.ExitCode));
    }

    [Fact]
    public void An_oom_kill_fails_a_pod_that_never_restarts()
    {
        var pod = Step(APod.Named("job").RestartPolicy("Never").LimitedTo("1", "50Mi").Using(Leak).Build(), Noon);
        Assert.Equal(PodPhases.Failed, Step(pod, Noon + TimeSpan.FromHours(1)).Status.Phase);
    }

    [Fact]
    public void A_server_without_resize_gets_no_resize_fields()
    {
        var usage = new UsageModel(1, NullLogger.Instance);
        var lifecycle = new PodLifecycle(new ContainerLifecycle(usage, reportsResources: false, NullLogger.Instance), resizer: null);
        var pod = APod.Named("web").Requesting("100m", "64Mi").Build();
        var status = lifecycle.Next(pod, TheNode.Ledger(pod), Noon);
        Assert.Null(status.ContainerStatuses![0].Resources);
        Assert.Null(status.ContainerStatuses![0].AllocatedResources);
    }

    private static Pod Step(Pod pod, DateTimeOffset now) => TheNode.Step(pod, now);
}
