using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;
using static Vpa.Testing.Updating.AControlledPod;

namespace Vpa.Domain.Tests.Updating;

public sealed class UpdateAcceptanceTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly UpdateRules Defaults = new();

    /// <summary>The table of section 8.1, without its variations: two containers, cpu and memory.</summary>
    private static Recommendation TwoContainers(string appCpu = "300m", string appMemory = "300Mi", string proxyMemory = "64Mi") => new(
    [
        Recommended(appCpu, appMemory, List("150m", "200Mi"), List("600m", "512Mi"), "app"),
        Recommended("50m", proxyMemory, List("25m", "50Mi"), List("200m", "128Mi"), "proxy"),
    ]);

    private static AControlledPod TwoContainerPod(string? proxyMemory = "64Mi") =>
        Named("web-1-a").Requesting("200m", "256Mi", "app").Requesting("100m", proxyMemory, "proxy").StartedAt(Now.AddHours(-12));

    private static UpdateAssessment Assess(Pod pod, Recommendation? processed, VerticalPodAutoscaler? vpa = null, UpdateRules? rules = null) =>
        UpdateAcceptance.Assess(pod, vpa ?? new AnActingVpa().Build(), processed, rules ?? Defaults, Now);

    [Theory]
    [InlineData(12 * 60, UpdateRefusal.None)]
    [InlineData((12 * 60) - 1, UpdateRefusal.TooYoung)]
    public void Worked_example_8_1_is_accepted_from_an_age_of_12_hours(int minutes, UpdateRefusal expected)
    {
        var assessment = Assess(TwoContainerPod().StartedAt(Now.AddMinutes(-minutes)).Build(), TwoContainers());

        Assert.Equal(expected, assessment.Refusal);
        Assert.Equal(0.3042, assessment.Priority.ResourceDiff, 4);
        Assert.True(assessment.Priority.ScaleUp);
        Assert.False(assessment.Priority.OutsideRange);
    }

    [Fact]
    public void Worked_example_8_1_a_missing_request_counts_as_outside_the_range()
    {
        var assessment = Assess(TwoContainerPod(proxyMemory: null).StartedAt(Now).Build(), TwoContainers());

        Assert.True(assessment.IsAccepted);
        Assert.Equal(0.5885, assessment.Priority.ResourceDiff, 4);
        Assert.True(assessment.Priority is { ScaleUp: true, OutsideRange: true });
    }

    [Fact]
    public void Worked_example_8_1_only_observed_containers_count()
    {
        var assessment = Assess(TwoContainerPod().Annotated(ObservedContainers.Annotation, "proxy").Build(), TwoContainers());

        Assert.Equal(new UpdatePriority(OutsideRange: false, ScaleUp: false, ResourceDiff: 0.5), assessment.Priority);
        Assert.True(assessment.IsAccepted);
    }

    /// <summary>U55: neither admission nor a resize writes such a request (A108), so the pod would come back unchanged and be updated again.</summary>
    [Fact]
    public void What_cannot_be_overcommitted_does_not_count()
    {
        var (gpus, fewer) = (ResourceList.Of([new("nvidia.com/gpu", Quantity.Parse("2"))]), ResourceList.Of([new("nvidia.com/gpu", Quantity.Parse("1"))]));
        var pod = Named("web-1-a").StartedAt(Now.AddDays(-1)).Build() with { Containers = [new Container { Name = "app", Resources = new(gpus, gpus) }] };

        var assessment = Assess(pod, new([new ContainerRecommendation { ContainerName = "app", Target = fewer, UpperBound = fewer }]));

        Assert.Equal((default, UpdateRefusal.ChangeTooSmall), (assessment.Priority, assessment.Refusal));
    }

    [Fact]
    public void Worked_example_8_1_opposite_changes_cancel_out() // U56
    {
        var assessment = Assess(TwoContainerPod().Build(), TwoContainers(appCpu: "250m", appMemory: "256Mi"));

        Assert.Equal(0, assessment.Priority.ResourceDiff);
        Assert.Equal(UpdateRefusal.ChangeTooSmall, assessment.Refusal);
    }

    [Fact]
    public void Worked_example_8_1_a_request_of_zero_counts_as_one_thousandth() => // U56
        Assert.Equal(99, Assess(Named("p").Requesting("0", null).Build(), new([Recommended("100m", null)])).Priority.ResourceDiff);

    [Fact]
    public void Worked_example_8_1_pods_that_want_more_go_first()
    {
        UpdatePriority[] expected = [new(false, true, 0.25), new(true, true, 0.1), new(true, false, 0.5), new(false, false, 0.25)];

        Assert.Equal(expected, Enumerable.Reverse(expected).OrderDescending());
    }

    /// <summary>The table of section 8.2: the pod is 1 hour old and inside the range.</summary>
    [Theory]
    [InlineData("OOMKilled", 599, "102m", null, null, false, UpdateRefusal.None)]
    [InlineData("OOMKilled", 600, "150m", null, null, false, UpdateRefusal.TooYoung)]
    [InlineData("OOMKilled", 120, "100m", null, null, false, UpdateRefusal.NothingWouldChange)]
    [InlineData("OOMKilled", 120, "150m", "app", null, false, UpdateRefusal.TooYoung)]
    [InlineData("OOMKilled", 120, "150m", "*", null, false, UpdateRefusal.TooYoung)]
    [InlineData("Error", 120, "150m", null, null, false, UpdateRefusal.TooYoung)]
    [InlineData("OOMKilled", 420, "150m", null, 300, true, UpdateRefusal.TooYoung)]
    [InlineData("OOMKilled", 420, "150m", null, 300, false, UpdateRefusal.None)]
    public void Worked_example_8_2_quick_oom(string reason, int ranSeconds, string target, string? off, int? evictAfterOom, bool gate, UpdateRefusal expected) // U57, U58
    {
        var ended = Now.AddMinutes(-20);
        var pod = Named("p").Requesting("100m", null).StartedAt(Now.AddHours(-1)).LastEnded(reason, ended.AddSeconds(-ranSeconds), ended).Build();
        var vpa = new AnActingVpa();
        vpa = off is null ? vpa : vpa.WithContainerMode(off, ScalingMode.Off);
        vpa = evictAfterOom is { } seconds ? vpa.EvictingAfterOom(seconds) : vpa;
        var processed = new Recommendation([Recommended(target, null, List("50m", null), List("200m", null))]);

        var assessment = Assess(pod, processed, vpa.Build(), Defaults with { Gates = new(PerVpaConfig: gate) });

        Assert.Equal(expected, assessment.Refusal);
    }

    [Fact]
    public void Worked_example_8_2_an_old_quick_oom_still_counts() // U59
    {
        var ended = Now.AddDays(-2);
        var pod = Named("p").Requesting("100m", null).StartedAt(Now.AddDays(-3)).LastEnded("OOMKilled", ended.AddMinutes(-2), ended).Build();

        Assert.True(Assess(pod, new([Recommended("102m", null)])).IsAccepted);
    }

    [Fact]
    public void U57_an_oom_of_a_container_that_is_not_observed_does_not_count()
    {
        var pod = Named("p").Requesting("100m", null).StartedAt(Now.AddHours(-1)).LastEnded("OOMKilled", Now.AddMinutes(-2), Now.AddMinutes(-1))
            .Annotated(ObservedContainers.Annotation, "other").Build();

        Assert.Equal(UpdateRefusal.TooYoung, Assess(pod, new([Recommended("150m", null)])).Refusal);
    }

    [Theory]
    [InlineData("app, proxy", true, true)]
    [InlineData("proxy", false, true)]
    [InlineData("", false, false)]
    [InlineData("proxy,other", true, true)]
    [InlineData("proxy,  other", true, true)]
    [InlineData("Proxy", true, true)]
    [InlineData("-proxy", true, true)]
    [InlineData("proxy, ", true, true)]
    public void U54_observed_containers_are_joined_by_comma_and_space(string annotation, bool app, bool proxy)
    {
        var observed = ObservedContainers.Of(Named("p").Annotated(ObservedContainers.Annotation, annotation).Build());

        Assert.Equal((app, proxy), (observed.Includes("app"), observed.Includes("proxy")));
    }

    [Theory]
    [InlineData("149m", true)]
    [InlineData("150m", false)]
    [InlineData("600m", false)]
    [InlineData("600001u", true)]
    public void U55_the_ends_of_the_range_are_inside_and_compared_exactly(string request, bool outside)
    {
        var pod = Named("p").Requesting(request, null).Build();

        Assert.Equal(outside, Assess(pod, new([Recommended("300m", null, List("150m", null), List("600m", null))])).Priority.OutsideRange);
    }

    [Fact]
    public void U39_requests_of_the_status_replace_those_of_the_specification_as_a_whole()
    {
        var pod = Named("p").Requesting("100m", "64Mi").ActuallyRequesting("200m", null).Build();

        var priority = Assess(pod, new([Recommended("200m", "64Mi")])).Priority;

        Assert.True(priority is { ScaleUp: true, OutsideRange: true });
        Assert.Equal(64.0 * 1024 * 1024 * 1000 - 1, priority.ResourceDiff);
    }

    [Theory]
    [InlineData(110, UpdateRefusal.None)]
    [InlineData(109, UpdateRefusal.ChangeTooSmall)]
    public void U60_a_difference_equal_to_the_threshold_is_enough(int targetMilli, UpdateRefusal expected) =>
        Assert.Equal(expected, Assess(Named("p").Requesting("100m", null).StartedAt(Now.AddDays(-1)).Build(), new([Recommended($"{targetMilli}m", null)])).Refusal);

    [Fact]
    public void U60_a_pod_inside_the_range_that_was_not_started_waits() =>
        Assert.Equal(UpdateRefusal.NotStarted, Assess(Named("p").Requesting("100m", null).Build(), new([Recommended("500m", null)])).Refusal);

    [Fact]
    public void U60_a_quick_oom_outside_the_range_that_would_change_nothing_in_sum_is_refused()
    {
        var pod = Named("p").Requesting("100m", null, "a").Requesting("300m", null, "b").LastEnded("OOMKilled", Now.AddMinutes(-2), Now, "a").Build();
        var processed = new Recommendation([Recommended("300m", null, List("200m", null), container: "a"), Recommended("100m", null, container: "b")]);

        Assert.Equal(UpdateRefusal.NothingWouldChange, Assess(pod, processed).Refusal);
    }

    [Fact]
    public void U61_without_a_recommendation_nothing_is_updated_even_at_threshold_zero() =>
        Assert.Equal(
            UpdateRefusal.NoRecommendation,
            Assess(Named("p").Requesting("100m", null).StartedAt(Now.AddDays(-1)).Build(), null, rules: Defaults with { PodUpdateThreshold = 0 }).Refusal);
}
