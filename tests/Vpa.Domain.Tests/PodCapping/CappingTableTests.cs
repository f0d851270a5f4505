using Vpa.Domain.Policies;
using Vpa.Domain.Recommending.PodCapping;
using Vpa.Domain.Workloads;
using Vpa.Testing;

namespace Vpa.Domain.Tests.PodCapping;

/// <summary>Section 7 of the updater's specification: each step of capping on its own, on cpu (U46 to U52).</summary>
public sealed class CappingTableTests
{
    /// <summary>U49: the caps of a Container-type LimitRange, by what its bounds are converted with.</summary>
    [Theory]
    [InlineData("500m", "1", null, null, "1500m", "1", "750m")] // by the ratio of the container
    [InlineData("500m", null, "1", null, "1500m", "1", "750m")] // by the default limit
    [InlineData("500m", null, null, null, "100m", "1", "1")] // no limit, no default: no boundary
    [InlineData(null, "1", null, null, "800m", "1", "800m")] // no request: the bound itself
    [InlineData("500m", null, null, "2", null, "1", "2")] // the minimum holds without a boundary
    [InlineData("500m", "1", null, "300m", null, "200m", "300m")] // the larger of boundary (150m) and minimum
    [InlineData("1", null, "500m", "300m", null, "100m", "600m")] // ... and here the boundary is
    [InlineData("1", "1", null, "900m", "600m", "100m", "600m")] // the upper cap wins
    [InlineData("1", "1", null, null, "600m", "500m", "500m")]
    [InlineData("1", "1", null, "400m", null, "500m", "500m")]
    public void U49_container_limit_range(string? request, string? limit, string? @default, string? min, string? max, string target, string expected) => Assert.Equal(
        expected,
        Cap(APod.Named("p").WithContainer("app", request, cpuLimit: limit), AVpa.Named("v").Recommending("app", target),
            ALimitRange.Named("l").OfContainers(minCpu: min, maxCpu: max, defaultCpu: @default)));

    /// <summary>U50: the policy's bounds, after the LimitRange, which they can leave again.</summary>
    [Theory]
    [InlineData("1", null, "1")]
    [InlineData("2", null, "2")]
    [InlineData("0", "0", "1")] // 0 does not cap
    [InlineData(null, "500m", "500m")]
    [InlineData("2", "1500m", "1500m")] // the maximum comes last
    [InlineData("9", null, "9")] // beyond the LimitRange of 4
    public void U50_policy(string? minAllowed, string? maxAllowed, string expected) => Assert.Equal(
        expected,
        Cap(APod.Named("p").WithContainer("app", "1", cpuLimit: "1"), AVpa.Named("v").Recommending("app", "1").Allowing("app", minCpu: minAllowed, maxCpu: maxAllowed),
            ALimitRange.Named("l").OfContainers(maxCpu: "4")));

    /// <summary>U51: under RequestsOnly nothing is above the limit that stays, whatever came before.</summary>
    [Theory]
    [InlineData(ControlledValues.RequestsOnly, "1", null, "1")]
    [InlineData(ControlledValues.RequestsOnly, "1", "3", "1")] // it beats minAllowed
    [InlineData(ControlledValues.RequestsOnly, "2", null, "2")]
    [InlineData(ControlledValues.RequestsOnly, null, null, "2")]
    [InlineData(ControlledValues.RequestsAndLimits, "1", null, "2")]
    public void U51_current_limit(ControlledValues values, string? limit, string? minAllowed, string expected) => Assert.Equal(
        expected,
        Cap(APod.Named("p").WithContainer("app", "500m", cpuLimit: limit),
            AVpa.Named("v").Recommending("app", "2").Allowing("app", minCpu: minAllowed).Controlling("app", values)));

    /// <summary>U52: the policies by name and maximum, and the one that applies.</summary>
    [Theory]
    [InlineData("*=1 app=2", "2")]
    [InlineData("app=2 *=1", "2")]
    [InlineData("app=2 app=3", "2")] // of several with the name the first
    [InlineData("*=2 *=3", "3")] // of several for all the last
    [InlineData("other=1", "9")]
    public void U52_policy_of_a_container(string policies, string expected)
    {
        var vpa = policies.Split(' ').Select(p => p.Split('=')).Aggregate(
            AVpa.Named("v").Recommending("app", "9"), (v, p) => v.With(new ContainerPolicy { ContainerName = p[0], MaxAllowed = AResourceList.Of(p[1]) }));

        Assert.Equal(expected, Cap(APod.Named("p").WithContainer("app", "1"), vpa));
    }

    /// <summary>U46, U48: one container of request, limit and target, and a Pod-type LimitRange; each path once.</summary>
    [Theory]
    [InlineData("100m", "100m", "200m", null, null, "200m")] // U46: no item, no change
    [InlineData("100m", "100m", "200m", "200m", "200m", "200m")] // within
    [InlineData("100m", "200m", "200m", "300m", null, "300m")] // the minimum is above the sum of requests: shared out
    [InlineData("100m", null, "200m", "300m", null, "200m")] // without limits nothing changes
    [InlineData("100m", null, "200m", null, "100m", "200m")]
    [InlineData("100m", "200m", "200m", null, "100m", "50m")] // the maximum is below the sum of limits
    [InlineData("200m", "100m", "400m", "300m", null, "600m")] // the minimum is above the sum of limits only
    public void U46_U48_pod_limit_range(string request, string? limit, string target, string? min, string? max, string expected) => Assert.Equal(
        expected,
        Cap(APod.Named("p").WithContainer("app", request, cpuLimit: limit), AVpa.Named("v").Recommending("app", target),
            min is null && max is null ? ALimitRange.Named("l") : ALimitRange.Named("l").OfPods(minCpu: min, maxCpu: max)));

    private static string Cap(APod pod, AVpa vpa, params ALimitRange[] limitRanges)
    {
        var built = vpa.Build();
        LimitRange[] ranges = [.. limitRanges.Select(l => l.Build())];
        return PodRecommendationCapping.Cap(built.Status.Recommendation!, built.ResourcePolicy, pod, ranges).For("app")!.Recommendation.Target["cpu"].ToString();
    }
}
