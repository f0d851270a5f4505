using System.Collections.Immutable;
using Vpa.Domain.Policies;
using Vpa.Domain.Recommending;
using Vpa.Domain.Tests.Usage;
using Vpa.Domain.Usage;
using Vpa.Testing;

namespace Vpa.Domain.Tests.Recommending;

/// <summary>A recommendation that is made from less history than the one shown must not lower it.</summary>
public sealed class RecommendationFloorTests
{
    private static readonly RecommendationCalculator Calculator = new(new());

    // One sample of 1 core and 10^9 bytes: target 1168m and 1168723596, lower bound the minimum, upper bound without end.
    private static readonly ImmutableDictionary<string, ContainerAggregate> OneSample =
        ImmutableDictionary<string, ContainerAggregate>.Empty.Add("app", AnAggregate.Fed(1));

    [Theory]
    [InlineData("2", "4Gi", "cpu: 2, memory: 4Gi")]
    [InlineData("100m", "4Gi", "cpu: 1168m, memory: 4Gi")]
    [InlineData("2", "1Mi", "cpu: 2, memory: 1168723596")]
    public void Each_resource_keeps_the_greater_value(string cpu, string memory, string expected)
    {
        var raised = Recommend(AVpa.Named("web").Recommending("app", cpu, memory)).For("app")!;
        Assert.Equal(expected, raised.Target.ToString());
        Assert.Equal(expected, raised.UncappedTarget!.ToString());
        Assert.Equal($"cpu: {cpu}, memory: {(memory == "1Mi" ? "250Mi" : memory)}", raised.LowerBound!.ToString());
        Assert.Equal("cpu: 100G, memory: 97656250000Ki", raised.UpperBound!.ToString());
    }

    [Fact]
    public void The_policy_of_the_moment_still_caps()
    {
        var raised = Recommend(AVpa.Named("web").Recommending("app", "2", "4Gi").Allowing("app", maxCpu: "1500m", maxMemory: "3Gi")).For("app")!;
        Assert.Equal("cpu: 1500m, memory: 3Gi", raised.Target.ToString());
        Assert.Equal("cpu: 2, memory: 4Gi", raised.UncappedTarget!.ToString());
    }

    [Fact]
    public void Containers_that_are_shown_alone_stay_unless_they_are_not_scaled()
    {
        var vpa = AVpa.Named("web").Recommending("side", "1", "1Gi").Recommending("off", "1", "1Gi").NotScaling("off");
        Assert.Equal(["app", "side"], Recommend(vpa).Containers.Select(c => c.ContainerName));
    }

    private static Recommendation Recommend(VerticalPodAutoscaler vpa) =>
        Calculator.Recommend(OneSample, vpa.ResourcePolicy, vpa.Annotations, vpa.Status.Recommendation);
}
