using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Recommending.PodCapping;
using Vpa.Domain.Workloads;
using Vpa.Testing;

namespace Vpa.Domain.Tests.PodCapping;

/// <summary>A recommendation as it applies to one pod (U42-U52, A106-A115).</summary>
public sealed class PodRecommendationCappingTests
{
    private static readonly APod HalfAsRequest = APod.Named("web").WithContainer("app", cpu: "500m", cpuLimit: "1");

    /// <summary>The table of U section 7.4; each field goes through the same steps (U44).</summary>
    [Theory]
    [InlineData(true, null, null, ControlledValues.RequestsAndLimits, "300m", "750m", "750m")]
    [InlineData(true, "900m", null, ControlledValues.RequestsAndLimits, "900m", "900m", "900m")]
    [InlineData(true, "900m", "800m", ControlledValues.RequestsAndLimits, "800m", "800m", "800m")]
    [InlineData(true, null, null, ControlledValues.RequestsOnly, "300m", "750m", "750m")]
    [InlineData(false, null, null, ControlledValues.RequestsOnly, "200m", "1", "1")]
    public void Each_field_is_capped_on_its_own(
        bool limited, string? minAllowed, string? maxAllowed, ControlledValues values, string lower, string target, string upper)
    {
        var vpa = AVpa.Named("web").Recommending("app", cpu: "1", lower: ("200m", null), upper: ("2", null))
            .Allowing("app", minCpu: minAllowed, maxCpu: maxAllowed).Controlling("app", values).Build();
        LimitRange[] limitRanges = limited ? [ALimitRange.Named("l").OfContainers(minCpu: "300m", maxCpu: "1500m").Build()] : [];

        var capped = Cap(vpa, HalfAsRequest, limitRanges).For("app")!.Recommendation;

        Assert.Equal((AResourceList.Of(lower), AResourceList.Of(target), AResourceList.Of(upper)), (capped.LowerBound, capped.Target, capped.UpperBound));
        Assert.Equal(AResourceList.Of("1"), capped.UncappedTarget);
    }

    [Theory]
    [InlineData(ControlledValues.RequestsAndLimits, "500M", "memory capped to fit Min in container LimitRange")]
    [InlineData(ControlledValues.RequestsOnly, "100M", "memory capped to fit Min in container LimitRange|memory capped to container limit")]
    public void Current_limit_comes_last(ControlledValues values, string expected, string texts)
    {
        var vpa = AVpa.Named("web").Recommending("app", memory: "200M").Controlling("*", values).Build();
        var pod = APod.Named("web").WithContainer("app", memory: "50M", memoryLimit: "100M");

        var capped = Cap(vpa, pod, ALimitRange.Named("l").OfContainers(minMemory: "500M").Build()).For("app")!;

        Assert.Equal(AResourceList.Of(memory: expected), capped.Recommendation.Target);
        Assert.Equal(texts.Split('|'), capped.Texts);
    }

    /// <summary>The examples of U section 7.4 and A E5: minima round cpu up, maxima round down, memory always rounds down.</summary>
    [Theory]
    [InlineData("15m", "100m", "cpu", "150m", null, "20m", "131m")]
    [InlineData("15m", "100m", "cpu", null, "90m", "11m", "78m")]
    [InlineData("1Gi", "2Gi", "memory", "4Gi", null, "1431655765", "2863311530")]
    [InlineData("1Gi", "2Gi", "memory", null, "1Gi", "357913941", "715827882")]
    [InlineData("15m", "100m", "cpu", "115m", "115m", "15m", "100m")]
    public void Pod_limits_are_shared_out(string a, string b, string resource, string? min, string? max, string expectedA, string expectedB)
    {
        var (cpu, memory) = resource == "cpu" ? ("1m", (string?)null) : (null, "1");
        var pod = APod.Named("web").WithContainer("a", cpu, memory, cpu, memory).WithContainer("b", cpu, memory, cpu, memory);
        var vpa = Recommending(Recommending(AVpa.Named("web"), "a", resource, a), "b", resource, b);
        var limitRange = resource == "cpu"
            ? ALimitRange.Named("l").OfPods(minCpu: min, maxCpu: max)
            : ALimitRange.Named("l").OfPods(minMemory: min, maxMemory: max);

        var capped = Cap(vpa, pod, limitRange.Build());

        Assert.Equal((expectedA, expectedB), (Text(capped, "a", resource), Text(capped, "b", resource)));
        Assert.All(capped.Containers, c => Assert.Empty(c.Texts));
    }

    [Fact]
    public void A_container_without_recommendation_takes_part_in_pod_totals_with_its_requests() // U47
    {
        var pod = APod.Named("web").WithContainer("a", cpu: "100m", cpuLimit: "100m").WithContainer("b", cpu: "400m", cpuLimit: "400m").WithContainer("c");
        var vpa = AVpa.Named("web").Recommending("a", cpu: "400m", lower: ("1", null), upper: ("1", null)).Build();

        var capped = Cap(vpa, pod, ALimitRange.Named("l").OfPods(maxCpu: "400m").Build());

        Assert.Equal(("200m", "200m"), (Text(capped, "a", "cpu"), Text(capped, "b", "cpu")));
        Assert.Null(capped.For("b")!.Recommendation.LowerBound); // Q11: a stand-in has no bounds, which is no reason to crash
        Assert.Null(capped.For("c"));
    }

    [Fact]
    public void A_share_is_never_negative_and_an_absent_resource_counts_as_zero() // A112
    {
        var pod = APod.Named("web").WithContainer("a", memory: "1", memoryLimit: "1").WithContainer("b", cpu: "1", cpuLimit: "1", memory: "1", memoryLimit: "1");
        var vpa = AVpa.Named("web").Recommending("a", memory: "2Gi").Recommending("b", cpu: "1").Build();

        var capped = Cap(vpa, pod, ALimitRange.Named("l").OfPods(maxMemory: "1Gi").Build());

        Assert.Equal("0", Text(capped, "b", "memory"));
    }

    [Fact]
    public void Containers_that_the_pod_does_not_have_are_dropped() // U43
    {
        var vpa = AVpa.Named("web").Recommending("app", cpu: "1").Recommending("gone", cpu: "1").Build();

        Assert.Equal(["app"], Cap(vpa, HalfAsRequest).Containers.Select(c => c.Recommendation.ContainerName));
    }

    [Fact]
    public void Nothing_comes_of_nothing_but_a_policy_gives_an_empty_result() // U42
    {
        Assert.Null(PodRecommendationCapping.Cap(null, null, HalfAsRequest, []));
        Assert.Empty(PodRecommendationCapping.Cap(null, new([]), HalfAsRequest, [])!.Containers);
    }

    [Fact]
    public void Resources_of_the_status_are_the_current_ones() // A106, U39
    {
        var pod = APod.Named("web").WithContainer("app", memory: "50M", memoryLimit: "100M")
            .WithStatus(new() { Name = "app", Resources = new(AResourceList.Of(memory: "50M"), AResourceList.Of(memory: "150M")) });
        var vpa = AVpa.Named("web").Recommending("app", memory: "200M").Controlling("*", ControlledValues.RequestsOnly).Build();

        Assert.Equal("150M", Text(Cap(vpa, pod), "app", "memory"));
    }

    private static AVpa Recommending(AVpa vpa, string container, string resource, string value) =>
        resource == "cpu" ? vpa.Recommending(container, cpu: value) : vpa.Recommending(container, memory: value);

    private static CappedRecommendation Cap(VerticalPodAutoscaler vpa, Pod pod, params LimitRange[] limitRanges) =>
        PodRecommendationCapping.Cap(vpa.Status.Recommendation!, vpa.ResourcePolicy, pod, limitRanges);

    private static string Text(CappedRecommendation capped, string container, string resource) =>
        (capped.For(container)!.Recommendation.Target.Find(resource) ?? Quantity.Parse("-1")).ToString();
}
