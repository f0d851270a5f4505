using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Tests.Updating.InPlace;
using Vpa.Domain.Updating;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;
using static Vpa.Testing.Updating.AControlledPod;

namespace Vpa.Domain.Tests.Updating.Tables;

/// <summary>Sections 6 and 13 of the updater's specification: which resources count, and the operations of a resize (U39 to U41, U94 to U97).</summary>
public sealed class ResizePatchTableTests
{
    private const string Path = "/spec/containers/0/resources";

    /// <summary>U96: what has to be made first depends on the specification alone (U40): - is absent, {} empty.</summary>
    [Theory]
    [InlineData("-", "-", "|/requests|/requests/cpu=150m")]
    [InlineData("{}", "-", "/requests/cpu=150m")]
    [InlineData("-", "{}", "/requests|/requests/cpu=150m")]
    [InlineData("100m", "-", "/requests/cpu=150m")]
    [InlineData("-", "200m", "/requests|/requests/cpu=150m|/limits/cpu=150m")] // U53: without a request the limit is the request
    [InlineData("100m", "200m", "/requests/cpu=150m|/limits/cpu=300m")]
    [InlineData("150m", "300m", "/requests/cpu=150m|/limits/cpu=300m")] // values equal to the present ones are sent too
    public void U96_operations_by_what_is_specified(string requests, string limits, string expected) =>
        Assert.Equal(expected.Split('|').Select(o => Path + (o.Contains('=', StringComparison.Ordinal) ? o : o + "={}")), Operations(PodOf(requests, limits), new AnActingVpa().Recommending(Recommended("150m", null))));

    /// <summary>U40: what the status says is what limits keep their ratio to, and does not count as being specified.</summary>
    [Fact]
    public void U40_the_status_decides_about_ratios_and_the_specification_about_what_is_made()
    {
        var pod = PodOf("-", "-") with { ContainerStatuses = [new ContainerStatus { Name = "app", Resources = new(List("100m", null), List("400m", null)) }] };

        Assert.Equal(
            [Path + "={}", Path + "/requests={}", Path + "/requests/cpu=150m", Path + "/limits={}", Path + "/limits/cpu=600m"],
            Operations(pod, new AnActingVpa().Recommending(Recommended("150m", null))));
    }

    /// <summary>U94: the values of a container by its boost, the mode and its recommendation.</summary>
    [Theory]
    [InlineData(UpdateMode.Recreate, Boost.None, true, "150m")]
    [InlineData(UpdateMode.Recreate, Boost.None, false, null)] // without a recommendation no values
    [InlineData(UpdateMode.Off, Boost.None, true, null)]
    [InlineData(UpdateMode.Recreate, Boost.Running, true, null)]
    [InlineData(UpdateMode.Off, Boost.Running, true, null)]
    [InlineData(UpdateMode.Recreate, Boost.Expired, true, "150m")]
    [InlineData(UpdateMode.Recreate, Boost.Expired, false, "70m")]
    [InlineData(UpdateMode.Initial, Boost.Expired, true, "150m")]
    [InlineData(UpdateMode.Off, Boost.Expired, true, "70m")]
    public void U94_values_of_a_container(UpdateMode mode, Boost boost, bool isRecommended, string? request)
    {
        var pod = PodOf("100m", "-") with
        {
            Annotations = boost == Boost.None ? null : new Dictionary<string, string> { ["vpaCpuStartupBoost/app"] = """{"requests":{"cpu":"70m"},"limits":{}}""" },
            Conditions = boost == Boost.Expired ? [new PodCondition("Ready", "True")] : [],
        };
        var vpa = new AnActingVpa().InMode(mode).Boosting().Recommending(Recommended("150m", null, container: isRecommended ? "app" : "other"));

        Assert.Equal(request is null ? [] : [$"{Path}/requests/cpu={request}"], Operations(pod, vpa));
    }

    /// <summary>U97: one resize a pod, with every container that has a recommendation, also those within their range.</summary>
    [Fact]
    public void U97_all_containers_with_a_recommendation_are_in_it()
    {
        var pod = Named("p").Requesting("100m", null, "far").Requesting("100m", null, "near").Requesting("100m", null, "other").Build();
        var vpa = new AnActingVpa().Recommending(
            Recommended("900m", null, List("800m", null), container: "far"), Recommended("101m", null, List("90m", null), List("110m", null), "near"));

        Assert.Equal(["/spec/containers/0/resources/requests/cpu=900m", "/spec/containers/1/resources/requests/cpu=101m"], Operations(pod, vpa));
    }

    /// <summary>U41: init containers, native sidecars among them, play no part, whatever is recommended under their names.</summary>
    [Fact]
    public void U41_init_containers_play_no_part()
    {
        var pod = PodOf("100m", "-") with { InitContainerNames = ["sidecar"], StartTime = AnInPlaceGroup.Now.AddDays(-1) };
        var vpa = new AnActingVpa().Recommending(Recommended("100m", null), Recommended("4", null, List("3", null), container: "sidecar"));
        var assessment = UpdateAcceptance.Assess(pod, vpa.Build(), vpa.Build().Status.Recommendation, new UpdateRules(), AnInPlaceGroup.Now);

        Assert.Equal(new UpdatePriority(OutsideRange: false, ScaleUp: false, ResourceDiff: 0), assessment.Priority);
        Assert.Equal([$"{Path}/requests/cpu=100m"], Operations(pod, vpa));
    }

    private static Pod PodOf(string requests, string limits) =>
        Named("p").Build() with { Containers = [new Container { Name = "app", Resources = new(Read(requests), Read(limits)) }] };

    private static ResourceList? Read(string text) => text switch { "-" => null, "{}" => ResourceList.Empty, _ => List(text, null) };

    private static IEnumerable<string> Operations(Pod pod, AnActingVpa vpa)
    {
        var context = new UpdateContext
        {
            Rules = new UpdateRules { Gates = new(CpuStartupBoost: true) },
            Directory = new InMemoryControllers(),
            Now = AnInPlaceGroup.Now,
            Process = static (v, _) => v.Status.Recommendation,
            ResizingSince = static _ => null,
        };
        var built = vpa.Build();
        Assert.True(PodResizing.TryMake(pod, built, built.Status.Recommendation, context, out var resize));
        return resize.Operations.Select(o => $"{o.Path}={o.Text ?? "{}"}");
    }

    public enum Boost
    {
        None,
        Running,
        Expired,
    }
}
