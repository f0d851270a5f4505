using Vpa.Domain.Admitting;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Testing;

namespace Vpa.Domain.Tests.Admitting;

/// <summary>A pod that is admitted with the annotation of a start-up boost (A138): it was here before, or its template was copied from a pod that was.</summary>
public sealed class EarlierBoostTests
{
    private const string Key = "vpaCpuStartupBoost/app";
    private const string Annotation = "/metadata/annotations/vpaCpuStartupBoost~1app";
    private const string Request = "/spec/containers/0/resources/requests/cpu";

    private static readonly AVpa Doubling = AVpa.Named("web").InMode(UpdateMode.Off).With(new StartupBoost(new(StartupBoostType.Factor, 2, null, null)));

    [Theory]
    [InlineData("200m", """{"requests":{"cpu":"100m"},"limits":{}}""", "200m", null)]                                       // boosted before: stays as it is
    [InlineData("300m", """{"requests":{"cpu":"100m"},"limits":{}}""", "600m", """{"requests":{"cpu":"300m"},"limits":{}}""")]  // copied, then edited
    [InlineData("200m", "{}", "400m", """{"requests":{"cpu":"200m"},"limits":{}}""")]                                       // says nothing of the request
    [InlineData("200m", "no JSON", "400m", """{"requests":{"cpu":"200m"},"limits":{}}""")]
    public void A_boost_is_neither_boosted_nor_kept_as_the_original(string cpu, string annotation, string expected, string? kept)
    {
        var patch = Patch(APod.Named("p").Requesting(cpu).Annotated((Key, annotation)), Doubling);

        Assert.Equal(expected, patch[Request]);
        Assert.Equal(kept, patch.GetValueOrDefault(Annotation));
    }

    [Fact]
    public void The_ratio_of_limit_to_request_is_the_original_one()
    {
        Pod pod = APod.Named("p").WithContainer("app", "300m", cpuLimit: "900m").Annotated((Key, """{"requests":{"cpu":"100m"},"limits":{"cpu":"300m"}}"""));
        var patch = Patch(pod, Doubling.InMode(UpdateMode.Recreate).Recommending("app", "150m"));

        Assert.Equal(("300m", "900m"), (patch[Request], patch["/spec/containers/0/resources/limits/cpu"]));
        Assert.DoesNotContain(Annotation, patch.Keys);
    }

    [Fact] // Q14: a boost that cannot be written keeps nothing as the original
    public void A_container_whose_limit_forbids_any_request_gets_no_annotation()
    {
        Pod pod = APod.Named("p").WithContainer("app", cpuLimit: "0");

        Assert.DoesNotContain(Annotation, Patch(pod, Doubling.InMode(UpdateMode.Recreate).Recommending("app", "100m")).Keys);
    }

    private static Dictionary<string, string> Patch(Pod pod, AVpa vpa) =>
        PodPatch.For(new(pod), vpa, [], new() { Gates = new(CpuStartupBoost: true) })!.Value.ToDictionary(o => o.Path, o => o.Text ?? "{}", StringComparer.Ordinal);
}
