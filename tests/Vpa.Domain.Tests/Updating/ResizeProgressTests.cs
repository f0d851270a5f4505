using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;

namespace Vpa.Domain.Tests.Updating;

public sealed class ResizeProgressTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("PodResizePending", "True", "Deferred", null, ResizeStatus.Deferred)]
    [InlineData("PodResizePending", "True", "Infeasible", "x", ResizeStatus.Infeasible)]
    [InlineData("PodResizePending", "True", "Later", null, ResizeStatus.Unknown)]
    [InlineData("PodResizePending", "True", null, null, ResizeStatus.Unknown)]
    [InlineData("PodResizePending", "False", "Deferred", null, ResizeStatus.None)]
    [InlineData("PodResizeInProgress", "True", null, "", ResizeStatus.InProgress)]
    [InlineData("PodResizeInProgress", "True", "Error", "x", ResizeStatus.Error)]
    [InlineData("PodResizeInProgress", "True", "", "x", ResizeStatus.Unknown)]
    [InlineData("PodResizeInProgress", "Unknown", "", "", ResizeStatus.None)]
    [InlineData("Ready", "True", "", "", ResizeStatus.None)]
    public void U81_U82_status_by_condition(string type, string status, string? reason, string? message, ResizeStatus expected) =>
        Assert.Equal(expected, ResizeProgress.Of(AControlledPod.Named("p").With(new PodCondition(type, status, reason, message)).Build()));

    [Fact]
    public void U81_the_first_of_the_two_conditions_tells_whether_a_resize_is_under_way()
    {
        var pending = new PodCondition("PodResizePending", "False", "Infeasible");
        var inProgress = new PodCondition("PodResizeInProgress", "True");

        Assert.Equal(ResizeStatus.None, ResizeProgress.Of(AControlledPod.Named("p").With(pending).With(inProgress).Build()));
        Assert.Equal(ResizeStatus.Infeasible, ResizeProgress.Of(AControlledPod.Named("p").With(inProgress).With(pending).Build()));
    }

    [Theory]
    [InlineData(ResizeStatus.Deferred, 300, false)]
    [InlineData(ResizeStatus.Deferred, 301, true)]
    [InlineData(ResizeStatus.InProgress, 3600, false)]
    [InlineData(ResizeStatus.InProgress, 3601, true)]
    [InlineData(ResizeStatus.Infeasible, 0, true)]
    [InlineData(ResizeStatus.Error, 0, true)]
    [InlineData(ResizeStatus.Unknown, 0, true)]
    [InlineData(ResizeStatus.None, 99999, false)]
    public void U85_when_a_resize_is_stuck(ResizeStatus status, int seconds, bool stuck) =>
        Assert.Equal(stuck, ResizeProgress.IsStuck(status, Now.AddSeconds(-seconds), Now));
}
