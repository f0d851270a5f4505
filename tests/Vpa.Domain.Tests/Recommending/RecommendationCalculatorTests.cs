using System.Collections.Immutable;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Recommending;
using Vpa.Domain.Tests.Usage;
using Vpa.Domain.Usage;
using Vpa.Testing;

namespace Vpa.Domain.Tests.Recommending;

public sealed class RecommendationCalculatorTests
{
    private const long Mi = 1024 * 1024;
    private static readonly ImmutableDictionary<string, string> NoAnnotations = ImmutableDictionary<string, string>.Empty;

    [Fact]   // section 8, first loop of a pod
    public void One_sample_gives_a_target_and_the_widest_bounds()
    {
        var aggregate = AnAggregate.Fed(samples: 1, millicores: 100, bytes: 100 * Mi);
        AssertRecommended(
            Recommend(("app", aggregate)),
            ("app", "cpu: 126m, memory: 250Mi", "cpu: 25m, memory: 250Mi", "cpu: 100G, memory: 97656250000Ki"));
    }

    [Fact]   // R3, R82: an upper bound of 0 times infinity loses against the minimum
    public void No_history_gives_the_minimum() => AssertRecommended(
        Recommend(("app", AnAggregate.Fresh())),
        ("app", "cpu: 25m, memory: 250Mi", "cpu: 25m, memory: 250Mi", "cpu: 25m, memory: 250Mi"));

    [Theory]   // R77, R78
    [InlineData(1, 25, 100_000_000_000_000)]
    [InlineData(6, 704, 337552)]
    [InlineData(31, 1063, 57232)]
    [InlineData(61, 1113, 29200)]
    [InlineData(721, 1163, 3504)]
    [InlineData(1441, 1165, 2336)]
    [InlineData(10081, 1167, 1334)]
    [InlineData(11521, 1167, 1314)]
    public void Bounds_close_in_with_history(int samples, long lower, long upper)
    {
        var container = Recommend(("app", AnAggregate.Fed(samples))).For("app")!;
        Assert.Equal((1168, lower, upper), (Milli(container.Target), Milli(container.LowerBound!), Milli(container.UpperBound!)));
    }

    [Fact]   // R75, R76, R81: percentile, amount, margin, confidence, minimum, rounding, in this order, by hand
    public void Each_value_is_made_in_the_order_of_the_steps()
    {
        var options = RecommendationOptions.Default with
        {
            TargetCpuPercentile = 0.5,
            LowerBoundCpuPercentile = 0.2,
            UpperBoundCpuPercentile = 1,
            TargetMemoryPercentile = 1,
            MarginFraction = 0.25,
            ConfidenceIntervalCpu = TimeSpan.FromMinutes(10),
            ConfidenceIntervalMemory = TimeSpan.FromMinutes(20),
            PodMinCpuMillicores = 300,
            RoundCpuMillicores = 50,
        };

        // Ten samples a minute apart, with confidence min(9/10, 10/10) for CPU and min(9/20, 10/20) for memory.
        var history = AnAggregate.Fresh();
        for (var minute = 0; minute < 10; minute++)
        {
            history.Track("pod-0").AddCpu(AnInstant.Start.AddMinutes(minute), new(minute < 4 ? 100 : minute < 9 ? 500 : 4000));
            history.Track("pod-0").AddMemory(AnInstant.Start.AddMinutes(minute), new(1_000_000_000));
        }

        // 500 m is in the bucket that ends at 511, 4 cores in the one at 4124, 100 m in the one at 110, 10^9 bytes in the one at 1016281388.
        var container = new RecommendationCalculator(options).Recommend(Histories(("app", history)), null, NoAnnotations).For("app")!;
        Assert.Equal(RoundedUp(511 + 127), Milli(container.Target));
        Assert.Equal(RoundedUp(300), Milli(container.LowerBound!));
        Assert.Equal(RoundedUp((long)((4124 + 1031) * (1 + (1 / 0.9)))), Milli(container.UpperBound!));
        const long Base = 1_016_281_388 + 254_070_347;
        Assert.Equal(Base, container.Target[ResourceNames.Memory].Value);
        Assert.Equal((long)(Base * (1 + (1 / 0.45))), container.UpperBound![ResourceNames.Memory].Value);
        Assert.Equal((long)(Base * (1 / ((1 + (0.001 / 0.45)) * (1 + (0.001 / 0.45))))), container.LowerBound![ResourceNames.Memory].Value);

        static long RoundedUp(long millicores) => (millicores + 49) / 50 * 50;
    }

    [Theory]   // R79
    [InlineData(1, 25, 262144000)]
    [InlineData(2, 12, 131072000)]
    [InlineData(3, 8, 87381333)]
    [InlineData(4, 6, 65536000)]
    [InlineData(7, 3, 37449142)]
    public void The_minimum_is_shared_by_the_containers(int containers, long millicores, long bytes)
    {
        var recommendation = Recommend([.. Enumerable.Range(0, containers).Select(i => ($"c{i}", AnAggregate.Fresh()))]);
        Assert.All(recommendation.Containers, c => Assert.Equal((millicores, bytes), (Milli(c.Target), c.Target[ResourceNames.Memory].Value)));
    }

    [Fact]   // R64, R74, R80, R86
    public void Policies_choose_containers_and_resources()
    {
        var vpa = AVpa.Named("web").NotScaling("off")
            .For("cpu-only", p => p with { ControlledResources = ["cpu", "nvidia.com/gpu"] })
            .For("nothing", p => p with { ControlledResources = [] }).Build();
        var recommendation = Recommend(
            vpa.ResourcePolicy, ("zeta", AnAggregate.Fresh()), ("off", AnAggregate.Fresh()), ("nothing", AnAggregate.Fresh()), ("cpu-only", AnAggregate.Fresh()), ("Alpha", AnAggregate.Fresh()));
        AssertRecommended(
            recommendation,
            ("Alpha", "cpu: 6m, memory: 64000Ki", "cpu: 6m, memory: 64000Ki", "cpu: 6m, memory: 64000Ki"),
            ("cpu-only", "cpu: 6m", "cpu: 6m", "cpu: 6m"),
            ("nothing", "", null, null),
            ("zeta", "cpu: 6m, memory: 64000Ki", "cpu: 6m, memory: 64000Ki", "cpu: 6m, memory: 64000Ki"));
        Assert.Same(Recommendation.Empty, Recommend(AVpa.Named("web").NotScaling("*").Build().ResourcePolicy, ("app", AnAggregate.Fresh())));
        Assert.Same(Recommendation.Empty, Recommend());
    }

    [Theory]   // R83, R89 to R91: the table; neither limits nor LimitRanges nor controlledValues play a part; the table of section 9, with 42 as target, 31 and 53 as bounds
    [InlineData(null, null, null, 42, 31, 53)]
    [InlineData("50", null, null, 50, 50, 53)]
    [InlineData(null, "40", null, 40, 31, 40)]
    [InlineData(null, null, "40", 40, 31, 40)]
    [InlineData("35", null, "50", 42, 35, 50)]
    [InlineData(null, "40", "30", 40, 31, 40)]
    [InlineData("60", "40", null, 40, 40, 40)]
    [InlineData("0", "0", "30", 42, 31, 53)]
    [InlineData(null, "-5", null, 42, 31, 53)]
    public void Policies_and_the_global_maximum_cap(string? min, string? max, string? globalMax, long target, long lower, long upper)
    {
        var policy = AVpa.Named("web").Allowing("app", min is null ? null : min + "m", min is null ? null : min + "Mi", max is null ? null : max + "m", max is null ? null : max + "Mi").Build().ResourcePolicy;
        var capping = new Domain.Recommending.PostProcessing.PolicyCapping(
            globalMax is null ? null : Quantity.Parse(globalMax + "m"), globalMax is null ? null : Quantity.Parse(globalMax + "Mi"));
        var raw = new ContainerRecommendation
        {
            ContainerName = "app",
            Target = AResourceList.Of("42m", "42Mi"),
            UncappedTarget = AResourceList.Of("42m", "42Mi"),
            LowerBound = AResourceList.Of("31m", "31Mi"),
            UpperBound = AResourceList.Of("53m", "53Mi"),
        };
        AssertRecommended(
            capping.Process(new([raw]), policy, NoAnnotations),
            ("app", $"cpu: {target}m, memory: {target}Mi", $"cpu: {lower}m, memory: {lower}Mi", $"cpu: {upper}m, memory: {upper}Mi"));
        Assert.Equal("cpu: 42m, memory: 42Mi", capping.Process(new([raw]), policy, NoAnnotations).Containers[0].UncappedTarget!.ToString());
    }

    [Fact]   // R90: per resource
    public void The_global_maximum_fills_what_the_policy_leaves_open()
    {
        var options = RecommendationOptions.Default with { MaxAllowedCpu = Quantity.Parse("300m"), MaxAllowedMemory = Quantity.Parse("0.5Gi") };
        var policy = AVpa.Named("web").Allowing("app", maxCpu: "4e-1").Build().ResourcePolicy;
        var target = new RecommendationCalculator(options).Recommend(Histories(("app", AnAggregate.Fed(10))), policy, NoAnnotations).For("app")!.Target;
        Assert.Equal("cpu: 400e-3, memory: 512Mi", target.ToString());
    }

    [Fact]   // R87, R88
    public void An_annotation_asks_for_whole_cores()
    {
        var annotations = ImmutableDictionary<string, string>.Empty
            .Add("vpa-post-processor.kubernetes.io/app_integerCPU", "true")
            .Add("vpa-post-processor.kubernetes.io/side_integerCPU", "True")
            .Add("vpa-post-processor.kubernetes.io/_integerCPU", "true");
        var histories = Histories(("app", AnAggregate.Fed(1441)), ("side", AnAggregate.Fed(1441)));
        var options = RecommendationOptions.Default with { IntegerCpuPostProcessorEnabled = true, MaxAllowedCpu = Quantity.Parse("2500m") };
        var recommendation = new RecommendationCalculator(options).Recommend(histories, null, annotations);
        var app = recommendation.For("app")!;
        Assert.Equal((2000, 2000, 2500, 2000), (Milli(app.Target), Milli(app.LowerBound!), Milli(app.UpperBound!), Milli(app.UncappedTarget!)));
        Assert.Equal(1168, Milli(recommendation.For("side")!.Target));
        var off = new RecommendationCalculator(RecommendationOptions.Default).Recommend(histories, null, annotations);
        Assert.Equal(1168, Milli(off.For("app")!.Target));
    }

    [Theory]   // R85
    [InlineData(262144000, "250.00Mi")]
    [InlineData(839500000, "800.61Mi")]
    [InlineData(1537, "1.50Ki")]
    [InlineData(4992073454, "4.65Gi")]
    [InlineData(1050000, "1.00Mi")]
    [InlineData(1207959552, "1.12Gi")]
    [InlineData(1023, "1023")]
    [InlineData(1024, "1.00Ki")]
    [InlineData(0, "0")]
    [InlineData(100_000_000_000_000, "90.95Ti")]
    [InlineData(1073741823, "1024.00Mi")]
    public void Memory_is_humanised(long bytes, string expected) => Assert.Equal(expected, AmountPresentation.Humanize(bytes));

    [Fact]   // R84, R85
    public void Amounts_are_rounded_before_they_are_written()
    {
        var options = RecommendationOptions.Default with { RoundCpuMillicores = 50, RoundMemoryBytes = 128 * Mi, HumanizeMemory = true };
        Assert.Equal("100m", AmountPresentation.Present(new CpuAmount(79), options).ToString());
        Assert.Equal("896Mi", AmountPresentation.Present(new MemoryAmount(839500000), options).ToString());
        Assert.Equal("839500431360m", AmountPresentation.Present(new MemoryAmount(839500000), options with { RoundMemoryBytes = 1 }).ToString());
        Assert.Equal("0", AmountPresentation.Present(MemoryAmount.Zero, options).ToString());
        Assert.Equal("79m", AmountPresentation.Present(new CpuAmount(79), options with { RoundCpuMillicores = -3 }).ToString());
    }

    [Fact]
    public void Little_history_is_low_confidence()
    {
        var calculator = new RecommendationCalculator(RecommendationOptions.Default);
        var histories = Histories(("young", AnAggregate.Fed(1440)), ("none", AnAggregate.Fresh()), ("off", AnAggregate.Fresh()), ("old", AnAggregate.Fed(1441)));
        var policy = AVpa.Named("web").NotScaling("off").Build().ResourcePolicy;
        Assert.Equal(["none", "young"], calculator.ContainersOfLowConfidence(histories, policy).ToArray());
    }

    private static long Milli(ResourceList list) => list[ResourceNames.Cpu].MilliValue;

    private static Recommendation Recommend(params (string Name, ContainerAggregate History)[] containers) => Recommend(null, containers);

    private static Recommendation Recommend(ResourcePolicy? policy, params (string Name, ContainerAggregate History)[] containers) =>
        new RecommendationCalculator(RecommendationOptions.Default).Recommend(Histories(containers), policy, NoAnnotations);

    private static Dictionary<string, ContainerAggregate> Histories(params (string Name, ContainerAggregate History)[] containers) =>
        containers.ToDictionary(c => c.Name, c => c.History);

    private static void AssertRecommended(Recommendation actual, params (string Name, string Target, string? Lower, string? Upper)[] expected) =>
        Assert.Equal(expected, actual.Containers.Select(c => (c.ContainerName, c.Target.ToString(), c.LowerBound?.ToString(), c.UpperBound?.ToString())));
}
