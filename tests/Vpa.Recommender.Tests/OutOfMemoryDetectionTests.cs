using Vpa.Domain.Workloads;
using Vpa.Recommender.Feeding;
using Vpa.Recommender.Ports;
using Vpa.Testing;

namespace Vpa.Recommender.Tests;

/// <summary>The vectors of R124, and Q20.</summary>
public sealed class OutOfMemoryDetectionTests
{
    private static readonly DateTimeOffset Killed = AnInstant.Start.AddMinutes(3);

    public static TheoryData<string, ContainerStatus, ContainerStatus, long?> Changes => new()
    {
        { "killed", Status(ContainerState.None), Status(Ended("OOMKilled")), 128 },
        { "killed after a restart", Status(Ended("Error")), Status(Ended("OOMKilled"), restarts: 1), 128 },
        { "known already", Status(Ended("OOMKilled")), Status(Ended("OOMKilled")), null },
        { "ended otherwise", Status(Runs), Status(Ended("Error")), null },
        { "runs again", Status(Runs), Status(Runs, Ended("OOMKilled"), 1), 64 },
        { "runs again after another end", Status(Runs), Status(Runs, Ended("Error"), 1), null },
        { "waited before", Status(Waits, Ended("OOMKilled")), Status(Runs, Ended("OOMKilled"), 1), null },
        { "next seen waiting (Q20)", Status(Runs), Status(Waits, Ended("OOMKilled")), 64 },
        { "waits, but not for this", Status(Runs, Ended("OOMKilled")), Status(Waits, Ended("OOMKilled")), null },
        { "waits after another end", Status(Runs), Status(Waits, Ended("Error")), null },
    };

    private static ContainerState Runs => new(ContainerStateKind.Running);

    private static ContainerState Waits => new(ContainerStateKind.Waiting, "CrashLoopBackOff");

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_of_status_shows_a_kill_or_not(string change, ContainerStatus before, ContainerStatus after, long? requestMi)
    {
        var found = OutOfMemoryDetection.Detect(Pod("64Mi", before), Pod("128Mi", after)).ToList();
        Assert.True(found.Count == (requestMi is null ? 0 : 1), change);
        if (requestMi is { } mi)
        {
            Assert.Equal(new(new("default", "web"), "app", Killed, mi << 20, RequestSource.Container), found[0]);
        }
    }

    [Fact]
    public void The_same_object_and_new_containers_show_nothing()
    {
        Pod pod = Pod("64Mi", Status(Ended("OOMKilled")));
        Assert.Empty(OutOfMemoryDetection.Detect(pod, pod));
        Assert.Empty(OutOfMemoryDetection.Detect(APod.Named("web").Requesting(), pod));
    }

    [Fact]
    public void The_queue_refuses_what_is_beyond_its_capacity_and_keeps_the_order() // R123
    {
        var queue = new OutOfMemoryQueue();
        for (var i = 0; i < OutOfMemoryQueue.Capacity; i++)
        {
            Assert.True(queue.TryAdd(new(new("default", "web"), "app", Killed, i)));
        }

        Assert.False(queue.TryAdd(new(new("default", "web"), "app", Killed, -1)));
        Assert.True(queue.TryTake(out var first));
        Assert.Equal(0, first.MemoryBytes);
        Assert.True(queue.TryAdd(new(new("default", "web"), "app", Killed, 1)));
    }

    private static ContainerState Ended(string reason) => new(ContainerStateKind.Terminated, reason, AnInstant.Start, Killed);

    private static ContainerStatus Status(ContainerState state, ContainerState? last = null, int restarts = 0) =>
        new() { Name = "app", State = state, LastState = last ?? ContainerState.None, RestartCount = restarts };

    private static Pod Pod(string memory, ContainerStatus status) => APod.Named("web").Requesting(memory: memory).WithStatus(status);
}
