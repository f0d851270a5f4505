using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Recommending.Conditions;
using Vpa.Testing;

namespace Vpa.Domain.Tests.Recommending;

public sealed class VpaStatusEqualityTests
{
    private static readonly VpaStatus Status = AVpa.Named("web").Recommending("app", "1", "1Gi").Recommending("side", "1").Build().Status with { ObservedGeneration = 3 };

    public static TheoryData<string, VpaStatus, bool> Cases => new()
    {
        { "the same", Status, true },
        { "quantities by value", With(Status, c => c with { Target = AResourceList.Of("1000m", "1024Mi") }), true },
        { "another target", With(Status, c => c with { Target = AResourceList.Of("1001m", "1Gi") }), false },
        { "a resource less", With(Status, c => c with { Target = AResourceList.Of("1") }), false },
        { "another bound", With(Status, c => c with { UpperBound = AResourceList.Of("9", "1Gi") }), false },
        { "no uncapped target", With(Status, c => c with { UncappedTarget = null }), false },
        { "another name", With(Status, c => c with { ContainerName = "other" }), false },
        { "another order", Status with { Recommendation = new([.. Status.Recommendation!.Containers.Reverse()]) }, false },
        { "no recommendation", Status with { Recommendation = null }, false },
        { "an empty recommendation", Status with { Recommendation = Recommendation.Empty }, false },
        { "no generation", Status with { ObservedGeneration = null }, false },
        { "another generation", Status with { ObservedGeneration = 4 }, false },
        { "another instant", Status with { Conditions = [Status.Conditions[0] with { LastTransitionTime = AnInstant.Start.AddTicks(1) }] }, false },
        { "another message", Status with { Conditions = [Status.Conditions[0] with { Message = "m" }] }, false },
        { "no conditions", Status with { Conditions = [] }, false },
    };

    [Theory]   // R99
    [MemberData(nameof(Cases))]
    public void Compares_what_a_status_means(string name, VpaStatus other, bool equal)
    {
        Assert.NotEmpty(name);
        Assert.Equal(equal, VpaStatusEquality.AreEqual(Status, other));
        Assert.Equal(equal, VpaStatusEquality.AreEqual(other, Status));
    }

    [Fact]   // R99: nil and empty are equal inside, not at the top
    public void Empty_lists_equal_absent_ones()
    {
        var absent = new VpaStatus(new([new() { ContainerName = "app" }]), [], 1);
        var empty = new VpaStatus(new([new() { ContainerName = "app", LowerBound = ResourceList.Empty, UncappedTarget = ResourceList.Empty }]), default, 1);
        Assert.True(VpaStatusEquality.AreEqual(absent, empty));
        Assert.False(VpaStatusEquality.AreEqual(VpaStatus.Empty, VpaStatus.Empty with { Recommendation = Recommendation.Empty }));
    }

    private static VpaStatus With(VpaStatus status, Func<ContainerRecommendation, ContainerRecommendation> change) =>
        status with { Recommendation = new(status.Recommendation!.Containers.SetItem(0, change(status.Recommendation.Containers[0]))) };
}
