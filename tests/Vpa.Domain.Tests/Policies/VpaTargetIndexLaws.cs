using CsCheck;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Testing;

namespace Vpa.Domain.Tests.Policies;

/// <summary>The index against a search through all VPAs (U31, A97, A100).</summary>
public sealed class VpaTargetIndexLaws
{
    private static readonly Gen<WorkloadKey> Keys =
        from space in Gen.OneOf("a", "b")
        from kind in Gen.OneOf("Deployment", "StatefulSet")
        from name in Gen.Int[0, 12]
        select new WorkloadKey(space, kind, $"web-{name}");

    private static readonly Gen<VerticalPodAutoscaler> Vpas =
        from target in Keys
        from name in Gen.Int[0, 30]
        from age in Gen.Int[0, 3]
        from targets in Gen.Int[0, 9]
        select AVpa.Named($"v{name}").InNamespace(target.Namespace).CreatedAt(AnInstant.Start.AddDays(age)) is var vpa && targets == 0
            ? vpa.Build()
            : vpa.Targeting(target.Kind, target.Name).Build();

    [Fact]
    public void Gives_exactly_the_vpas_of_a_target_oldest_first_then_by_name() => Gen.Select(Vpas.Array[0, 60], Keys).Sample((vpas, key) =>
    {
        var expected = vpas.Where(v => v.TargetKey == key).OrderBy(v => v.CreationTimestamp).ThenBy(v => v.Key.Name, StringComparer.Ordinal).Select(Order);

        Assert.Equal(expected, VpaTargetIndex.Of(vpas).For(key).ToArray().Select(Order));
    });

    [Fact]
    public void Holds_nothing_when_empty() => Assert.True(VpaTargetIndex.Empty.For(new("a", "Deployment", "web")).IsEmpty);

    private static (DateTimeOffset At, NamespacedName Key) Order(VerticalPodAutoscaler vpa) => (vpa.CreationTimestamp, vpa.Key);
}
