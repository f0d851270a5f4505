using Vpa.Domain.Admitting;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;
using Vpa.Testing;

namespace Vpa.Domain.Tests.Admitting;

/// <summary>The patch of a pod (A106-A144), as in the worked examples E1 to E9.</summary>
public sealed class PodPatchTests
{
    private const string Observed = "/metadata/annotations/vpaObservedContainers";
    private const string Updates = "/metadata/annotations/vpaUpdates";
    private const string UpdatedByWeb = "Pod resources updated by web: ";
    private const string NoCpuLimit = "cpu: limit NOT set since originalLimit is nil or 0";

    private static readonly PodAdmissionOptions WithBoost = new() { Gates = new(CpuStartupBoost: true) };
    private static readonly Pod OneGigabyte = APod.Named("p").WithContainer("app", "500m", "1G", memoryLimit: "2G");
    private static readonly AVpa TwoGigabytes = AVpa.Named("web").Recommending("app", "1", "2G");

    [Fact]
    public void Limit_stays_proportional() => Assert.Equal( // E1
        [
            "/metadata/annotations={}",
            "/spec/containers/0/resources/requests/cpu=1",
            "/spec/containers/0/resources/requests/memory=2G",
            "/spec/containers/0/resources/limits/memory=4G",
            $"{Updates}={UpdatedByWeb}container 0: {NoCpuLimit}, cpu request, memory request, memory limit",
            $"{Observed}=app",
        ],
        Patch(OneGigabyte, TwoGigabytes));

    [Fact]
    public void LimitRange_caps_and_keeps_the_ratio() => Assert.Equal( // E2
        [
            "/metadata/annotations={}",
            "/spec/containers/0/resources/requests/cpu=1",
            "/spec/containers/0/resources/requests/memory=1500M",
            "/spec/containers/0/resources/limits/memory=3G",
            $"{Updates}={UpdatedByWeb}container 0: memory capped to fit Max in container LimitRange, {NoCpuLimit}, cpu request, memory request, memory limit",
            $"{Observed}=app",
        ],
        Patch(OneGigabyte, TwoGigabytes, limitRange: ALimitRange.Named("l").OfContainers(maxMemory: "3G")));

    [Fact]
    public void Policy_beats_LimitRange() => Assert.Contains( // E3
        $"{Updates}={UpdatedByWeb}container 0: memory capped to fit Max in container LimitRange, memory capped to minAllowed, {NoCpuLimit},"
        + " cpu request, memory request, memory limit",
        Patch(OneGigabyte, TwoGigabytes.Allowing("*", minCpu: "750m", minMemory: "2G"), limitRange: ALimitRange.Named("l").OfContainers(maxMemory: "3G")));

    [Fact]
    public void Pod_maximum_is_shared_out() => Assert.Equal( // E4
        [
            "/metadata/annotations={}",
            "/spec/containers/0/resources/requests/cpu=200m",
            "/spec/containers/0/resources/requests/memory=512Mi",
            "/spec/containers/0/resources/limits/cpu=200m",
            "/spec/containers/0/resources/limits/memory=512Mi",
            "/spec/containers/1/resources/requests/cpu=200m",
            "/spec/containers/1/resources/requests/memory=512Mi",
            "/spec/containers/1/resources/limits/cpu=200m",
            "/spec/containers/1/resources/limits/memory=512Mi",
            $"{Updates}={UpdatedByWeb}container 0: cpu request, memory request, cpu limit, memory limit;"
                + " container 1: cpu request, memory request, cpu limit, memory limit",
            $"{Observed}=a, b",
        ],
        Patch(
            APod.Named("p").WithContainer("a", "100m", "100Mi", "100m", "100Mi").WithContainer("b", "400m", "600Mi", "400m", "600Mi"),
            AVpa.Named("web").Recommending("a", "400m", "600Mi"),
            limitRange: ALimitRange.Named("l").OfPods(maxCpu: "400m", maxMemory: "1Gi")));

    [Fact]
    public void Requests_only_stop_at_the_limit() => Assert.Equal( // E6
        [
            "/spec/containers/0/resources/requests/cpu=250m",
            "/spec/containers/0/resources/requests/memory=200Mi",
            $"{Updates}={UpdatedByWeb}container 0: memory capped to container limit, cpu request, memory request",
            $"{Observed}=app",
        ],
        Patch(
            APod.Named("p").Annotated(("a", "b")).WithContainer("app", "100m", "100Mi", "300m", "200Mi"),
            AVpa.Named("web").Recommending("app", "250m", "500Mi").Controlling("*", ControlledValues.RequestsOnly)));

    [Fact]
    public void Objects_are_created_before_their_members() => Assert.Equal( // E7
        [
            "/metadata/annotations={}",
            "/metadata/annotations/vpaCpuStartupBoost~1app={\"requests\":{},\"limits\":{}}",
            "/spec/containers/0/resources={}",
            "/spec/containers/0/resources/requests={}",
            "/spec/containers/0/resources/requests/cpu=300m",
            "/spec/containers/0/resources/requests/memory=262144k",
            $"{Updates}={UpdatedByWeb}container 0: cpu request, memory request",
            $"{Observed}=app",
        ],
        Patch(APod.Named("p"), AVpa.Named("web").Recommending("app", "100m", "262144k").With(Factor(3)), WithBoost));

    [Fact]
    public void Without_a_recommendation_little_is_patched() // E9
    {
        Assert.Equal(
            ["/metadata/annotations={}", "/spec/containers/0/resources={}", $"{Updates}={UpdatedByWeb}container 0: ", $"{Observed}=app"],
            Patch(APod.Named("p"), AVpa.Named("web")));
        Assert.Equal(["/metadata/annotations={}", $"{Observed}=app"], Patch(APod.Named("p").Requesting("1"), AVpa.Named("web")));
    }

    /// <summary>The table of E8 and Q14; cpu only (A122 to A127).</summary>
    [Theory]
    [InlineData("1m", "1m", "100m", 2, null, ControlledValues.RequestsAndLimits, null, "200m", "200m")]
    [InlineData("100m", "300m", "150m", 2, null, ControlledValues.RequestsAndLimits, null, "300m", "900m")]
    [InlineData("100m", null, "150m", 2, null, ControlledValues.RequestsAndLimits, null, "300m", null)]
    [InlineData("400m", "400m", "500m", null, "200m", ControlledValues.RequestsAndLimits, null, "700m", "700m")]
    [InlineData("1m", "1m", "20m", 3, null, ControlledValues.RequestsAndLimits, "40m", "40m", "40m")]
    [InlineData("100m", "100m", null, 2, null, ControlledValues.RequestsAndLimits, null, "200m", "200m")]
    [InlineData("100m", "300m", "100m", 2, null, ControlledValues.RequestsOnly, null, "200m", null)]
    [InlineData("100m", "150m", "100m", 2, null, ControlledValues.RequestsOnly, null, "149m", null)]
    [InlineData(null, null, null, 2, null, ControlledValues.RequestsAndLimits, null, null, null)]
    [InlineData(null, null, null, null, "200m", ControlledValues.RequestsAndLimits, null, "200m", null)]
    [InlineData("100m", "200m", "300m", null, "-100m", ControlledValues.RequestsAndLimits, null, "200m", "400m")]
    [InlineData("100m", "200m", "300m", null, "-400m", ControlledValues.RequestsAndLimits, null, "300m", "600m")] // nothing left: no boost, and the recommendation counts
    [InlineData("100m", null, "300m", null, "-300m", ControlledValues.RequestsOnly, null, "300m", null)]
    [InlineData("100m", "200m", null, null, "-100m", ControlledValues.RequestsAndLimits, "50m", null, null)]
    public void Boost_raises_the_cpu_request(
        string? request, string? limit, string? target, int? factor, string? quantity, ControlledValues values, string? cap, string? newRequest, string? newLimit)
    {
        var boost = factor is { } f ? Factor(f) : new(new(StartupBoostType.Quantity, null, Quantity.Parse(quantity!), null));
        var vpa = AVpa.Named("web").With(boost).Controlling("*", values);
        var options = WithBoost with { MaxAllowedCpuBoost = cap is null ? Quantity.Zero : Quantity.Parse(cap) };

        var patch = Patch(APod.Named("p").WithContainer("app", request, cpuLimit: limit), target is null ? vpa : vpa.Recommending("app", target), options);

        Assert.Equal((newRequest, newLimit), (Value(patch, "requests/cpu"), Value(patch, "limits/cpu")));
    }

    [Fact]
    public void A_boost_sets_the_cpu_request_whatever_is_controlled_and_however_long_it_lasts() // A125, A129, A132, A144
    {
        var vpa = AVpa.Named("web").Recommending(new ContainerRecommendation { ContainerName = "app", Target = AResourceList.Of(memory: "1Gi") })
            .With(new StartupBoost(new(StartupBoostType.Factor, 3, null, 0)));
        Assert.Equal(
            [
                "/metadata/annotations={}",
                "/metadata/annotations/vpaCpuStartupBoost~1app={\"requests\":{\"cpu\":\"100m\"},\"limits\":{}}",
                "/spec/containers/0/resources/requests/cpu=300m",
                "/spec/containers/0/resources/requests/memory=1Gi",
                $"{Updates}={UpdatedByWeb}container 0: cpu request, memory request",
                $"{Observed}=app",
            ],
            Patch(APod.Named("p").Requesting("100m"), vpa, WithBoost));
    }

    [Fact]
    public void Neither_the_pod_nor_conditions_of_the_vpa_keep_a_recommendation_away() // A103, A145
    {
        var vpa = AVpa.Named("web").Recommending("app", "400m").For("app", p => p with { ControlledResources = ["memory"] }).NotScaling("app").Build();
        vpa = vpa with { Status = vpa.Status with { Conditions = [new("LowConfidence", "True", AnInstant.Start), new("ConfigUnsupported", "True", AnInstant.Start)] } };
        Pod pod = APod.Named("p").Requesting("100m").Annotated(("vpaUpdates", "disabled"), ("vpa", "off")).Labelled(("vpa", "off")).WithInitContainers("late");
        var patch = Patch(pod, vpa);
        Assert.Equal("400m", Value(patch, "requests/cpu"));
        Assert.Contains($"{Observed}=app", patch);
    }

    [Theory]   // A147: the family of quantities that a value is written in
    [InlineData("100m", "1G", "2Gi", "2G", null, "2G", "4Gi")]          // unchanged: its own; proportional limit: the incoming limit's
    [InlineData("100m", "1Gi", "1Gi", "2G", null, "2G", "2G")]          // limit set equal: the request's
    [InlineData("100m", "1Gi", "2G", "4G", "3G", "1536Mi", null)]   // boundary of a LimitRange: the incoming request's
    public void Values_keep_the_family_they_come_from(string cpu, string memory, string memoryLimit, string target, string? max, string request, string? limit)
    {
        var range = max is null ? null : ALimitRange.Named("l").OfContainers(maxMemory: max);
        var patch = Patch(APod.Named("p").WithContainer("app", cpu, memory, memoryLimit: memoryLimit), AVpa.Named("web").Recommending("app", cpu, target), limitRange: range);
        Assert.Equal(request, Value(patch, "requests/memory"));
        Assert.Equal(limit ?? Value(patch, "limits/memory"), Value(patch, "limits/memory"));
    }

    [Fact]
    public void Mode_off_boosts_the_original_request_and_applies_no_recommendation() // A122, A130
    {
        var vpa = AVpa.Named("web").InMode(UpdateMode.Off).Recommending("app", "400m", "1Gi").With(Factor(2));
        Pod pod = APod.Named("p").WithContainer("app", "100m", "64Mi");

        Assert.Equal(("200m", null), (Value(Patch(pod, vpa, WithBoost), "requests/cpu"), Value(Patch(pod, vpa, WithBoost), "requests/memory")));
        Assert.Null(Value(Patch(pod, vpa), "requests/cpu")); // Q22
    }

    [Fact]
    public void Policy_mode_off_skips_the_container_only_while_the_gate_is_on() // A128
    {
        var vpa = AVpa.Named("web").Recommending("app", "400m").With(Factor(2)).NotScaling("app");

        Assert.Null(Value(Patch(APod.Named("p").Requesting("100m"), vpa, WithBoost), "requests/cpu"));
        Assert.Equal("400m", Value(Patch(APod.Named("p").Requesting("100m"), vpa), "requests/cpu"));
    }

    [Theory]
    [InlineData(StartupBoostType.Factor, null)]
    [InlineData(StartupBoostType.Factor, 0)]
    [InlineData(StartupBoostType.Quantity, null)]
    [InlineData(StartupBoostType.Unknown, 2)]
    public void A_boost_that_makes_no_sense_leaves_the_pod_unpatched(StartupBoostType type, int? factor) => // A123
        Assert.Null(PodPatch.For(
            new(APod.Named("p").Requesting("100m")), AVpa.Named("web").With(new StartupBoost(new(type, factor, null, null))), [], WithBoost));

    [Fact]
    public void An_empty_boost_of_a_policy_means_no_boost() => Assert.Null(Value( // A121, A131
        Patch(APod.Named("p").Requesting("100m"), AVpa.Named("web").With(Factor(2)).For("app", p => p with { StartupBoost = new(null) }), WithBoost),
        "requests/cpu"));

    [Fact]
    public void A_named_policy_without_a_boost_falls_back_to_that_of_the_vpa_and_not_to_that_of_the_star() // A121
    {
        var vpa = AVpa.Named("web").With(Factor(2)).For("app", p => p).For("*", p => p with { StartupBoost = Factor(5) });

        Assert.Equal("200m", Value(Patch(APod.Named("p").Requesting("100m"), vpa, WithBoost), "requests/cpu"));
        Assert.Equal("500m", Value(Patch(APod.Named("p").WithContainer("other", "100m"), vpa, WithBoost), "requests/cpu"));
    }

    [Fact]
    public void A_limit_is_never_below_its_request() // Q23, Q28
    {
        var limitRange = ALimitRange.Named("l").OfContainers(defaultCpu: "1", defaultMemory: "256Mi");
        var patch = Patch(
            APod.Named("p").WithContainer("app", "25m", "2Gi"), AVpa.Named("web").Recommending("app", "1m", "512Mi").With(Factor(500)), WithBoost, limitRange);

        Assert.Equal(("512Mi", "512Mi"), (Value(patch, "requests/memory"), Value(patch, "limits/memory")));
        Assert.Equal(("500m", "500m"), (Value(patch, "requests/cpu"), Value(patch, "limits/cpu")));
    }

    [Fact]
    public void Names_are_escaped_and_claims_survive() // A120, Q10
    {
        var target = ResourceList.Of([new("nvidia.com/gpu~x", Quantity.Parse("1")), new("", Quantity.Parse("1"))]);
        var vpa = AVpa.Named("web").Recommending(new ContainerRecommendation { ContainerName = "app", Target = target }).Build();
        Pod pod = APod.Named("p").With(new Container { Name = "app", Resources = new(null, ResourceList.Of([new("nvidia.com/gpu~x", Quantity.Parse("1"))])) });

        var patch = PodPatch.For(new(pod, ["app"]), vpa, [], new())!.Value.Select(Line).ToArray();

        Assert.Contains("/spec/containers/0/resources/requests/nvidia.com~1gpu~0x=1", patch);
        Assert.DoesNotContain("/spec/containers/0/resources={}", patch);
        Assert.Contains("/spec/containers/0/resources/requests={}", patch);
    }

    /// <summary>A108, A114: Kubernetes refuses a pod whose request of such a resource differs from its limit, which no step here changes.</summary>
    [Theory]
    [InlineData("nvidia.com/gpu", "2", "2")]
    [InlineData("hugepages-2Mi", "2", "2")]
    [InlineData("ephemeral-storage", "2", "1")]
    [InlineData("requests.kubernetes.io/x", "2", "1")]
    public void What_cannot_be_overcommitted_keeps_its_request_whatever_the_policy(string resource, string amount, string expected)
    {
        var other = ResourceList.Of([new(resource, Quantity.Parse(amount))]);
        Pod pod = APod.Named("p").WithContainer("app", "100m").With(new Container { Name = "side", Resources = new(ResourceList.Of([.. AResourceList.Of("100m"), .. other]), other) });
        var vpa = AVpa.Named("web").Recommending("app", "200m").For("*", p => p with { MaxAllowed = ResourceList.Of([new(resource, Quantity.Parse("1"))]) });

        var patch = Patch(pod, vpa, limitRange: ALimitRange.Named("l").OfPods(maxCpu: "1"));

        Assert.Contains($"/spec/containers/1/resources/requests/{resource.Replace("/", "~1", StringComparison.Ordinal)}={expected}", patch);
        Assert.Equal(expected == "1", patch.Any(l => l.Contains("capped to maxAllowed", StringComparison.Ordinal)));
    }

    /// <summary>A120: the same where such a value is recommended.</summary>
    [Theory]
    [InlineData("nvidia.com/gpu", "2", "1", null)]
    [InlineData("nvidia.com/gpu", "2", "2", "2")]
    [InlineData("nvidia.com/gpu", null, "1", null)]
    [InlineData("hugepages-2Mi", "2", "3", null)]
    [InlineData("gpu", "2", "1", "1")]
    public void What_cannot_be_overcommitted_is_written_only_if_it_equals_its_limit(string resource, string? limit, string target, string? expected)
    {
        var limits = limit is null ? null : ResourceList.Of([new(resource, Quantity.Parse(limit))]);
        Pod pod = APod.Named("p").With(new Container { Name = "app", Resources = new(limits, limits) });
        var vpa = AVpa.Named("web").Recommending(new ContainerRecommendation { ContainerName = "app", Target = ResourceList.Of([new(resource, Quantity.Parse(target))]) });

        Assert.Equal(expected, Value(Patch(pod, vpa), "requests/" + resource.Replace("/", "~1", StringComparison.Ordinal)));
    }

    [Fact]
    public void Original_resources_are_kept_for_the_end_of_the_boost() => Assert.Contains( // A138
        "/metadata/annotations/vpaCpuStartupBoost~1app={\"requests\":{\"cpu\":\"100m\",\"memory\":\"1Gi\"},\"limits\":{\"cpu\":\"1\"}}",
        Patch(APod.Named("p").WithContainer("app", "0.1", "1024Mi", "1000m"), AVpa.Named("web").With(Factor(2)), WithBoost));

    private static StartupBoost Factor(int factor) => new(new CpuStartupBoost(StartupBoostType.Factor, factor, null, null));

    private static string[] Patch(Pod pod, VerticalPodAutoscaler vpa, PodAdmissionOptions? options = null, ALimitRange? limitRange = null)
    {
        IReadOnlyList<LimitRange> limitRanges = limitRange is null ? [] : [limitRange.Build()];
        return [.. PodPatch.For(new(pod), vpa, limitRanges, options ?? new())!.Value.Select(Line)];
    }

    private static string Line(PatchOperation operation) => $"{operation.Path}={operation.Text ?? "{}"}";

    private static string? Value(string[] patch, string path)
    {
        var lead = $"/spec/containers/0/resources/{path}=";
        return Array.Find(patch, p => p.StartsWith(lead, StringComparison.Ordinal))?[lead.Length..];
    }
}
