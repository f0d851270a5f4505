using Vpa.Simulation.Nodes;
using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Tests.Nodes;

public sealed class PodResizerTests
{
    private static readonly DateTimeOffset Noon = APod.Noon;

    private static readonly DateTimeOffset Later = Noon + TimeSpan.FromMinutes(1);

    [Fact]
    public void A_resize_that_fits_is_allocated_first_and_then_real()
    {
        var pod = Resized(Running("100m", "64Mi"), "500m", "256Mi");
        var allocated = TheNode.Step(pod, Later);
        Assert.Equal("True", Condition(allocated, PodConditions.ResizeInProgress)!.Status);
        Assert.Equal("500m", allocated.StatusOf("app")!.AllocatedResources!["cpu"]);
        Assert.Equal("100m", allocated.StatusOf("app")!.Resources!.Requests!["cpu"]);

        var done = TheNode.Step(allocated, Later);
        Assert.Null(Condition(done, PodConditions.ResizeInProgress));
        Assert.Equal(("500m", "256Mi"), (done.StatusOf("app")!.Resources!.Requests!["cpu"], done.StatusOf("app")!.Resources!.Requests!["memory"]));
        Assert.Equal((0, Noon), (done.StatusOf("app")!.RestartCount, done.StatusOf("app")!.State.Running!.StartedAt!.Value));
        Assert.Same(done.Status, TheNode.Step(done, Later).Status);
    }

    [Fact]
    public void The_same_amount_in_other_words_is_no_resize()
    {
        var pod = Running("100m", "64Mi");
        Assert.Same(pod.Status, TheNode.Step(Resized(pod, "0.1", "65536Ki"), Later).Status);
    }

    [Theory]
    [InlineData("5", "64Mi", "Infeasible")]
    [InlineData("100m", "9Gi", "Infeasible")]
    [InlineData("3", "64Mi", "Deferred")]
    public void A_resize_that_does_not_fit_stays_pending(string cpu, string memory, string reason)
    {
        var neighbour = Started(APod.Named("neighbour").Requesting("2", "1Gi").Build());
        var pod = TheNode.Step(Resized(Running("100m", "64Mi"), cpu, memory), Later, neighbour);
        Assert.Equal(("True", reason), (Condition(pod, PodConditions.ResizePending)!.Status, Condition(pod, PodConditions.ResizePending)!.Reason));
        Assert.Equal("100m", pod.StatusOf("app")!.AllocatedResources!["cpu"]);
        Assert.Same(pod.Status, TheNode.Step(pod, Later + TimeSpan.FromHours(1), neighbour).Status);
    }

    [Fact]
    public void A_deferred_resize_is_carried_out_when_there_is_room()
    {
        var neighbour = Started(APod.Named("neighbour").Requesting("2", "1Gi").Build());
        var deferred = TheNode.Step(Resized(Running("100m", "64Mi"), "3", "64Mi"), Later, neighbour);
        var allocated = TheNode.Step(deferred, Later);
        Assert.Null(Condition(allocated, PodConditions.ResizePending));
        Assert.NotNull(Condition(allocated, PodConditions.ResizeInProgress));
        Assert.Equal("3", TheNode.Step(allocated, Later).StatusOf("app")!.Resources!.Requests!["cpu"]);
    }

    [Fact]
    public void Taking_a_resize_back_ends_it()
    {
        var deferred = TheNode.Step(Resized(Running("100m", "64Mi"), "5", "64Mi"), Later);
        Assert.NotNull(Condition(deferred, PodConditions.ResizePending));
        Assert.Null(Condition(TheNode.Step(Resized(deferred, "100m", "64Mi"), Later), PodConditions.ResizePending));
    }

    [Fact]
    public void A_container_whose_policy_says_so_is_restarted()
    {
        var pod = Started(APod.Named("web").Requesting("100m", "64Mi").ResizeRestarts("memory").Build());
        var cpuOnly = Settle(Resized(pod, "200m", "64Mi"));
        Assert.Equal(0, cpuOnly.StatusOf("app")!.RestartCount);
        var both = Settle(Resized(pod, "200m", "128Mi"));
        Assert.Equal((1, Later), (both.StatusOf("app")!.RestartCount, both.StatusOf("app")!.State.Running!.StartedAt!.Value));
        Assert.NotEqual("OOMKilled", both.StatusOf("app")!.LastState.Terminated!.Reason);
    }

    [Fact]
    public void A_limit_below_the_usage_is_an_error_and_kills_nobody()
    {
        var pod = Started(APod.Named("web").LimitedTo("1", "512Mi").Using("""{"app":{"memory":{"shape":"steady","level":"300Mi"}}}""").Build());
        var lowered = pod with
        {
            Spec = pod.Spec with { Containers = [pod.Spec.Containers[0] with { Resources = new() { Limits = new() { ["cpu"] = "1", ["memory"] = "200Mi" } } }] },
        };
        var stuck = Settle(lowered);
        Assert.Equal("Error", Condition(stuck, PodConditions.ResizeInProgress)!.Reason);
        Assert.Equal("512Mi", stuck.StatusOf("app")!.Resources!.Limits!["memory"]);
        Assert.Same(stuck.Status, TheNode.Step(stuck, Later).Status);
        Assert.NotNull(stuck.StatusOf("app")!.State.Running);
    }

    private static Pod Running(string cpu, string memory) => Started(APod.Named("web").Requesting(cpu, memory).Build());

    private static Pod Started(Pod pod) => TheNode.Step(pod, Noon);

    private static Pod Settle(Pod pod) => TheNode.Step(TheNode.Step(pod, Later), Later);

    private static PodCondition? Condition(Pod pod, string type) => PodConditions.Find(pod.Status.Conditions, type);

    private static Pod Resized(Pod pod, string cpu, string memory) => pod with
    {
        Spec = pod.Spec with
        {
            Containers = [pod.Spec.Containers[0] with { Resources = new() { Requests = new() { ["cpu"] = cpu, ["memory"] = memory } } }],
        },
    };
}
