using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Updating;
using static Vpa.Testing.Updating.AControlledPod;

namespace Vpa.Domain.Tests.Updating;

public sealed class EvictionRequirementsTests
{
    private static readonly Dictionary<char, EvictionRequirement[]> Sets = new()
    {
        ['A'] = [Higher(ResourceNames.Cpu)],
        ['B'] = [Higher(ResourceNames.Cpu, ResourceNames.Memory)],
        ['C'] = [Higher(ResourceNames.Cpu), Lower(ResourceNames.Memory)],
        ['D'] = [Higher(ResourceNames.Cpu), Higher(ResourceNames.Memory)],
    };

    /// <summary>The table of section 9.1: the sets that admit a container that requests 500m and 10Gi.</summary>
    [Theory]
    [InlineData("600m", "10Gi", "AB")]
    [InlineData("500m", "10Gi", "")]
    [InlineData("500m", "11Gi", "B")]
    [InlineData("600m", "9Gi", "ABC")]
    [InlineData("600m", "11Gi", "ABD")]
    [InlineData("400m", "9Gi", "")]
    public void Worked_example_9_1(string cpu, string memory, string admittedBy)
    {
        var pod = Named("p").Requesting("500m", "10Gi").Build();
        var processed = new Recommendation([Recommended(cpu, memory)]);

        Assert.Equal(admittedBy, string.Concat(Sets.Keys.Where(s => EvictionRequirements.Admit(pod, processed, Policy(Sets[s])))));
    }

    [Theory]
    [InlineData("500m", null)]
    [InlineData(null, "10Gi")]
    public void U65_a_container_without_one_of_the_requests_is_always_admitted(string? cpu, string? memory)
    {
        var pod = Named("p").Requesting(cpu, memory).Build();

        Assert.All(Sets.Values, set => Assert.True(EvictionRequirements.Admit(pod, new([Recommended("500m", "10Gi")]), Policy(set))));
    }

    [Fact]
    public void U65_a_request_of_zero_is_a_request() =>
        Assert.False(EvictionRequirements.Admit(Named("p").Requesting("500m", "0").Build(), new([Recommended("500m", "0")]), Policy(Sets['B'])));

    [Fact]
    public void Worked_example_9_1_all_requirements_must_be_met_by_one_container()
    {
        var pod = Named("p").Requesting("500m", "10Gi", "a").Requesting("500m", "10Gi", "b").Build();
        var processed = new Recommendation([Recommended("600m", "10Gi", container: "a"), Recommended("500m", "9Gi", container: "b")]);

        Assert.False(EvictionRequirements.Admit(pod, processed, Policy(Sets['C'])));
        Assert.True(EvictionRequirements.Admit(pod, processed, Policy(Sets['A'])));
    }

    [Fact]
    public void U63_U64_without_a_policy_all_are_admitted_and_with_an_empty_list_all_that_have_a_recommendation()
    {
        var pod = Named("p").Requesting("500m", "10Gi").Build();
        var foreign = new Recommendation([Recommended("1", "1Gi", container: "other")]);

        Assert.True(EvictionRequirements.Admit(pod, foreign, null));
        Assert.False(EvictionRequirements.Admit(pod, foreign, new UpdatePolicy()));
        Assert.False(EvictionRequirements.Admit(pod, foreign, Policy([])));
        Assert.True(EvictionRequirements.Admit(pod, new([Recommended("500m", "10Gi")]), Policy([])));
    }

    [Fact]
    public void U66_an_empty_list_of_resources_and_an_unknown_change_never_hold()
    {
        var pod = Named("p").Requesting("500m", "10Gi").Build();
        var processed = new Recommendation([Recommended("600m", "11Gi")]);

        Assert.False(EvictionRequirements.Admit(pod, processed, Policy([Higher()])));
        Assert.False(EvictionRequirements.Admit(pod, processed, Policy([new([ResourceNames.Cpu], ChangeRequirement.Unknown)])));
    }

    [Fact]
    public void U68_a_missing_target_counts_as_zero() =>
        Assert.True(EvictionRequirements.Admit(
            Named("p").Requesting("500m", "10Gi").Build(), new([Recommended("500m", null)]), Policy([Lower(ResourceNames.Memory)])));

    private static UpdatePolicy Policy(EvictionRequirement[] requirements) => new() { EvictionRequirements = [.. requirements] };

    private static EvictionRequirement Higher(params string[] resources) => new([.. resources], ChangeRequirement.TargetHigherThanRequests);

    private static EvictionRequirement Lower(params string[] resources) => new([.. resources], ChangeRequirement.TargetLowerThanRequests);
}
