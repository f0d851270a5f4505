using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Domain.Policies;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Tests.Wire;

/// <summary>What the webhook's cache of VPAs shares, and what it must not.</summary>
public sealed class SharedPoliciesTests
{
    private static MappingProblems Problems => new(NullLogger.Instance);

    [Theory]
    [InlineData("""{"containerName":"*","maxAllowed":{"cpu":"2","memory":"1Gi"}}""", true)]
    [InlineData("""{"containerName":"*","maxAllowed":{"cpu":"2000m","memory":"1Gi"}}""", true)] // printed as 2 as well
    [InlineData("""{"containerName":"*","maxAllowed":{"cpu":"2e0","memory":"1Gi"}}""", false)] // the same value, but a patch would read otherwise
    [InlineData("""{"containerName":"*","maxAllowed":{"cpu":"2","memory":"1073741824"}}""", false)]
    [InlineData("""{"containerName":"*","maxAllowed":{"cpu":"2"}}""", false)]
    [InlineData("""{"containerName":"app","maxAllowed":{"cpu":"2","memory":"1Gi"}}""", false)]
    [InlineData("""{"containerName":"*","mode":"Off","maxAllowed":{"cpu":"2","memory":"1Gi"}}""", false)]
    [InlineData("""{"containerName":"*","controlledResources":["cpu"],"maxAllowed":{"cpu":"2","memory":"1Gi"}}""", false)]
    [InlineData("""{"containerName":"*","startupBoost":{"cpu":{"type":"Factor","factor":2}},"maxAllowed":{"cpu":"2","memory":"1Gi"}}""", false)]
    [InlineData("""{"containerName":"*","maxAllowed":{"cpu":"2","memory":"1Gi"}},{"containerName":"app"}""", false)]
    public void Admission_keeps_one_object_for_policies_that_are_written_alike(string policies, bool shared)
    {
        var mapper = new VpaMapper(Problems, forAdmission: true);
        var first = Map(mapper, """{"containerName":"*","maxAllowed":{"cpu":"2","memory":"1Gi"}}""");
        var second = Map(mapper, policies);

        Assert.Equal(shared, ReferenceEquals(first, second));
        var alone = Map(new VpaMapper(Problems, forAdmission: false), policies);
        Assert.Equal(Written(alone), Written(second));

        static IEnumerable<(string, ScalingMode, string, StartupBoost?, string?)> Written(ResourcePolicy policy) => policy.ContainerPolicies.Select(p =>
            (p.ContainerName, p.Mode, p.MaxAllowed.ToString(), p.StartupBoost, p.ControlledResources is { } names ? string.Join(',', names) : null));
    }

    [Fact]
    public void Many_different_policies_are_each_kept()
    {
        var mapper = new VpaMapper(Problems, forAdmission: true);
        for (var i = 0; i < 3 * SharedPolicies.Limit; i++)
        {
            Assert.Equal($"c{i}", Assert.Single(Map(mapper, $$"""{"containerName":"c{{i}}"}""").ContainerPolicies).ContainerName);
        }
    }

    private static ResourcePolicy Map(VpaMapper mapper, string policies) => mapper.Map(JsonSerializer.Deserialize(
        $$$"""{"metadata":{"name":"web"},"spec":{"resourcePolicy":{"containerPolicies":[{{{policies}}}]} } }""", WireJson.Default.WireVpa)!).ResourcePolicy!;
}
