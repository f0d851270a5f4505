using Vpa.Domain.Recommending.PodCapping;
using Vpa.Domain.Workloads;
using Vpa.Testing;

namespace Vpa.Domain.Tests.PodCapping;

/// <summary>Folding the LimitRanges of a namespace (A104, U45).</summary>
public sealed class EffectiveLimitRangeTests
{
    [Fact]
    public void Smallest_max_and_largest_min_win_and_the_last_default_is_taken_whole()
    {
        LimitRange[] limitRanges =
        [
            ALimitRange.Named("a").OfContainers(minCpu: "100m", maxCpu: "2", maxMemory: "1Gi", defaultCpu: "1", defaultMemory: "512Mi").Build(),
            ALimitRange.Named("b").OfPods(maxCpu: "1m").OfContainers(minCpu: "200m", minMemory: "64Mi", maxCpu: "3", maxMemory: "512Mi").Build(),
            ALimitRange.Named("c").OfContainers(defaultMemory: "256Mi").Build(),
        ];

        var folded = EffectiveLimitRange.Of(limitRanges, EffectiveLimitRange.ContainerType)!;

        Assert.Equal(AResourceList.Of("2", "512Mi"), folded.Max);
        Assert.Equal(AResourceList.Of("200m", "64Mi"), folded.Min);
        Assert.Equal(AResourceList.Of(memory: "256Mi"), folded.Default);
    }

    [Fact]
    public void There_is_none_without_an_item_of_the_type_that_says_anything()
    {
        LimitRange[] limitRanges = [ALimitRange.Named("a").OfContainers().Build(), ALimitRange.Named("b").OfPods(maxCpu: "1").Build()];

        Assert.Null(EffectiveLimitRange.Of(limitRanges, EffectiveLimitRange.ContainerType));
        Assert.Null(EffectiveLimitRange.Of([], EffectiveLimitRange.PodType));
    }
}
