using Vpa.Domain.Admitting;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Updating;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;
using static Vpa.Testing.Updating.AControlledPod;

namespace Vpa.Domain.Tests.Updating.InPlace;

public sealed class PodResizingTests
{
    private static readonly PodCondition Ready = new("Ready", "True", LastTransitionTime: AnInPlaceGroup.Now.AddMinutes(-1));
    private static AnActingVpa Boosting => new AnActingVpa().InMode(UpdateMode.InPlaceOrRecreate).Boosting();

    private static UpdateContext Context(ResourceList? defaults = null, bool gate = true) => new()
    {
        Rules = new UpdateRules { Gates = new(CpuStartupBoost: gate, InPlace: true) },
        Directory = new InMemoryControllers(),
        Now = AnInPlaceGroup.Now,
        Process = static (v, _) => v.Status.Recommendation,
        ResizingSince = static _ => null,
        DefaultLimits = _ => defaults ?? ResourceList.Empty,
    };

    private static PodResize? Make(Pod pod, AnActingVpa vpa, UpdateContext? context = null)
    {
        var built = vpa.Build();
        return PodResizing.TryMake(pod, built, built.Status.Recommendation, context ?? Context(), out var resize) ? resize : null;
    }

    private static string[] Lines(PodResize? resize) => [.. resize!.Operations.Select(Line)];

    private static string Line(PatchOperation operation) => $"{operation.Path}={operation.Text ?? "{}"}";

    private static Container Container(string name, ResourceList? requests, ResourceList? limits) => new() { Name = name, Resources = new(requests, limits) };

    private static Pod PodOf(params Container[] containers) => Named("web-1-a").Build() with { Containers = [.. containers] };

    private static Pod Boosted(string original, params Container[] containers) =>
        PodOf(containers) with { Annotations = new Dictionary<string, string> { ["vpaCpuStartupBoost/app"] = original }, Conditions = [Ready] };

    [Fact]
    public void U101_requests_limits_in_proportion_and_what_has_to_be_made_first()
    {
        var pod = PodOf(Container("app", List("100m", null), List("200m", null)), new Container { Name = "bare" });
        var vpa = new AnActingVpa().InMode(UpdateMode.InPlace).Recommending(Recommended("150m", "128Mi"), Recommended("50m", null, container: "bare"));

        Assert.Equal(
            [
                "/spec/containers/0/resources/requests/cpu=150m",
                "/spec/containers/0/resources/requests/memory=128Mi",
                "/spec/containers/0/resources/limits/cpu=300m",
                "/spec/containers/1/resources={}",
                "/spec/containers/1/resources/requests={}",
                "/spec/containers/1/resources/requests/cpu=50m",
            ],
            Lines(Make(pod, vpa)));
    }

    [Fact]
    public void U95_with_requests_only_no_limits_are_sent_and_a_default_limit_counts_otherwise()
    {
        var pod = PodOf(Container("app", List("100m", null), null));
        var vpa = new AnActingVpa().InMode(UpdateMode.InPlace).Recommending(Recommended("150m", null));
        var requestsOnly = vpa.Build() with { ResourcePolicy = new([new ContainerPolicy { ContainerName = "*", ControlledValues = ControlledValues.RequestsOnly }]) };
        var context = Context(List("200m", null));

        Assert.Equal(
            ["/spec/containers/0/resources/requests/cpu=150m", "/spec/containers/0/resources/limits={}", "/spec/containers/0/resources/limits/cpu=300m"],
            Lines(Make(pod, vpa, context)));
        Assert.True(PodResizing.TryMake(pod, requestsOnly, requestsOnly.Status.Recommendation, context, out var resize));
        Assert.Equal(["/spec/containers/0/resources/requests/cpu=150m"], Lines(resize));
    }

    [Fact]
    public void U95_limits_keep_the_ratio_of_what_is_in_effect_not_of_the_specification()
    {
        var pod = PodOf(Container("app", List("400m", null), List("400m", null))) with
        {
            ContainerStatuses = [new ContainerStatus { Name = "app", Resources = new(List("100m", null), List("200m", null)) }],
        };

        Assert.Equal(
            ["/spec/containers/0/resources/requests/cpu=150m", "/spec/containers/0/resources/limits/cpu=300m"],
            Lines(Make(pod, new AnActingVpa().InMode(UpdateMode.InPlace).Recommending(Recommended("150m", null)))));
    }

    [Fact]
    public void U48_U96_values_of_0_and_limits_below_their_request_are_not_sent_and_names_are_escaped()
    {
        var gpu = ResourceList.Of([new("vendor.example/gpu", Quantity.Parse("1"))]);
        var pod = PodOf(Container("app", List("100m", "1Gi"), List("50m", null)), Container("gpu", null, gpu));
        var vpa = new AnActingVpa().InMode(UpdateMode.InPlace).Recommending(
            Recommended("200m", "0"), new ContainerRecommendation { ContainerName = "gpu", Target = gpu });

        Assert.Equal(
            [
                "/spec/containers/0/resources/requests/cpu=200m",
                "/spec/containers/0/resources/limits/cpu=200m",
                "/spec/containers/1/resources/requests={}",
                "/spec/containers/1/resources/requests/vendor.example~1gpu=1",
            ],
            Lines(Make(pod, vpa)));
    }

    [Theory]
    [InlineData("100m", false)]
    [InlineData("0.1", false)]
    [InlineData("101m", true)]
    public void Whether_the_specification_says_it_already_is_told(string recommended, bool changes) => Assert.Equal(
        changes,
        Make(PodOf(Container("app", List("100m", null), null)), new AnActingVpa().InMode(UpdateMode.InPlace).Recommending(Recommended(recommended, null)))!.ChangesSpecification);

    [Theory]
    [InlineData(UpdateMode.Off, "100m", "300m")] // the originals, whatever is recommended
    [InlineData(UpdateMode.Initial, "200m", "600m")]
    [InlineData(UpdateMode.Recreate, "200m", "600m")]
    [InlineData(UpdateMode.InPlace, "200m", "600m")]
    public void U78_what_a_container_gets_when_its_boost_ends(UpdateMode mode, string request, string limit)
    {
        var pod = Boosted("""{"requests":{"cpu":"100m"},"limits":{"cpu":"300m"}}""", Container("app", List("1", null), List("3", null)));
        var resize = Make(pod, Boosting.InMode(mode).Recommending(Recommended("200m", null)));

        Assert.Equal([$"/spec/containers/0/resources/requests/cpu={request}", $"/spec/containers/0/resources/limits/cpu={limit}"], Lines(resize));
        Assert.Equal("vpaCpuStartupBoost/app", Assert.Single(resize!.EndedBoosts));
    }

    [Fact]
    public void U78_where_cpu_is_not_recommended_it_returns_to_the_original()
    {
        var pod = Boosted("""{"requests":{"cpu":"100m","memory":"1Gi"},"limits":{"cpu":"300m"}}""", Container("app", List("1", "1Gi"), List("3", null)));

        Assert.Equal(
            ["/spec/containers/0/resources/requests/cpu=100m", "/spec/containers/0/resources/requests/memory=2Gi", "/spec/containers/0/resources/limits/cpu=300m"],
            Lines(Make(pod, Boosting.Recommending(Recommended(null, "2Gi")))));
        Assert.Equal(
            ["/spec/containers/0/resources/requests/cpu=100m", "/spec/containers/0/resources/requests/memory=1Gi", "/spec/containers/0/resources/limits/cpu=300m"],
            Lines(Make(pod, Boosting.Recommending(Recommended("9", null, container: "other")))));
    }

    [Theory]
    [InlineData(UpdateMode.Recreate, true)]
    [InlineData(UpdateMode.Initial, false)] // differs from upstream (U79)
    [InlineData(UpdateMode.Off, false)]
    public void U79_siblings_get_their_recommendation_where_running_pods_are_updated(UpdateMode mode, bool included)
    {
        var pod = Boosted("""{"requests":{"cpu":"100m"},"limits":{}}""", Container("app", List("1", null), null), Container("side", List("1", null), null));
        var resize = Make(pod, Boosting.InMode(mode).Recommending(Recommended("200m", null), Recommended("300m", null, container: "side")));

        Assert.Equal(included, Lines(resize).Contains("/spec/containers/1/resources/requests/cpu=300m"));
    }

    [Fact]
    public void U80_a_boost_that_still_runs_is_left_out_of_the_patch()
    {
        var pod = Boosted("""{"requests":{},"limits":{}}""", Container("app", List("1", null), null), Container("side", List("1", null), null)) with { Conditions = [] };
        var resize = Make(pod, Boosting.Recommending(Recommended("200m", null), Recommended("300m", null, container: "side")));

        Assert.Equal(["/spec/containers/1/resources/requests/cpu=300m"], Lines(resize));
        Assert.Empty(resize!.EndedBoosts);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"requests\":{\"cpu\":\"a lot\"}}")]
    [InlineData("{\"requests\":{\"cpu\":1}}")]
    [InlineData("{\"requests\":[]}")]
    [InlineData("{\"requests\":")]
    [InlineData("{\"requests\":{\"cpu\":\"\\ud800\"}}")] // half a surrogate pair, escaped in the annotation itself
    [InlineData("{\"requests\":{\"\\ud800\":\"1\"}}")]
    [InlineData("{\"\\ud800equests\":{}}")]
    public void U78_an_annotation_that_cannot_be_read_fails_the_whole_update(string annotation) => // U73
        Assert.Null(Make(Boosted(annotation, Container("app", List("1", null), null)), Boosting.Recommending(Recommended("200m", null))));
}
