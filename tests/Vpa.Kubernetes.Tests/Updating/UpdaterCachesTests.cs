using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Updating;
using Vpa.Testing.Updating;

namespace Vpa.Kubernetes.Tests.Updating;

public sealed class UpdaterCachesTests
{
    [Theory]
    [InlineData("node-1", PodPhase.Running, true)]
    [InlineData("node-1", PodPhase.Pending, true)]
    [InlineData("node-1", PodPhase.Unknown, true)]
    [InlineData("node-1", PodPhase.Succeeded, false)]
    [InlineData("node-1", PodPhase.Failed, false)]
    [InlineData("", PodPhase.Pending, false)]
    [InlineData(null, PodPhase.Pending, false)]
    public void U26_the_updater_sees_pods_that_are_scheduled_and_not_at_their_end(string? node, PodPhase phase, bool seen) =>
        Assert.Equal(seen, UpdaterCaches.IsSeen(AControlledPod.Named("p").In(phase).Build() with { NodeName = node }));
}
