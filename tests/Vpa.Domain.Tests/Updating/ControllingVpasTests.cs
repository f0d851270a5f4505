using System.Collections.Immutable;
using Vpa.Domain.Policies;
using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;

namespace Vpa.Domain.Tests.Updating;

public sealed class ControllingVpasTests
{
    private static readonly DateTimeOffset Day = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly InMemoryControllers Web = new InMemoryControllers().AddDeployment("web", 3);

    private static ControllingVpas Among(InMemoryControllers controllers, params AnActingVpa[] vpas)
    {
        List<VerticalPodAutoscaler> built = [.. vpas.Select(v => v.Build())];
        return new(built, built, controllers);
    }

    [Fact]
    public void U29_A97_the_topmost_controller_comes_first_and_a_lower_one_counts_otherwise()
    {
        var pod = AControlledPod.Named("p").Build();
        var (upper, lower) = (AnActingVpa.Named("z").Targeting("Deployment", "web").CreatedAt(Day), AnActingVpa.Named("a").Targeting("ReplicaSet", "web-1"));

        Assert.Equal("z", Among(Web, lower, upper).For(pod)?.Key.Name);
        Assert.Equal("a", Among(Web, lower).For(pod)?.Key.Name);
    }

    [Fact]
    public void U32_A97_a_vpa_that_takes_no_part_keeps_the_pods_it_decides_about_at_admission_from_others()
    {
        var (upper, lower) = (new AnActingVpa().InMode(UpdateMode.Initial).Build(), AnActingVpa.Named("a").Targeting("ReplicaSet", "web-1").Build());

        Assert.Null(new ControllingVpas([upper, lower], [lower], Web).For(AControlledPod.Named("p").Build()));
    }

    [Fact]
    public void U31_kind_name_and_namespace_count_and_the_api_version_does_not()
    {
        var pod = AControlledPod.Named("p").Build();

        Assert.NotNull(Among(Web, new AnActingVpa().Targeting("Deployment", "web", "extensions/v1beta1")).For(pod));
        Assert.Null(Among(Web, AnActingVpa.Named("web", "other")).For(pod));
        Assert.Null(Among(Web, new AnActingVpa().Targeting("Deployment", "other")).For(pod));
    }

    [Fact]
    public void U31_the_oldest_wins_and_at_equal_age_the_first_by_name()
    {
        var pod = AControlledPod.Named("p").Build();
        var late = AnActingVpa.Named("a").Targeting("Deployment", "web").CreatedAt(Day.AddDays(1));
        var b = AnActingVpa.Named("b").Targeting("Deployment", "web").CreatedAt(Day);
        var c = AnActingVpa.Named("c").Targeting("Deployment", "web").CreatedAt(Day);

        Assert.Equal("b", Among(Web, late, c, b).For(pod)?.Key.Name);
    }

    [Fact]
    public void U31_a_target_that_does_not_select_the_pod_passes_it_on_to_the_vpa_of_a_lower_owner()
    {
        var controllers = new InMemoryControllers().AddDeployment("web", 3).Add("Deployment", "web", 3, selector: LabelSelector.Nothing);
        var (upper, lower) = (new AnActingVpa(), AnActingVpa.Named("a").Targeting("ReplicaSet", "web-1"));

        Assert.Null(Among(controllers, upper).For(AControlledPod.Named("p").Build()));
        Assert.Equal("a", Among(controllers, upper, lower).For(AControlledPod.Named("p").Build())?.Key.Name);
    }

    [Fact]
    public void U28_a_pod_without_a_controlling_owner_has_no_vpa() =>
        Assert.Null(Among(Web, new AnActingVpa()).For(AControlledPod.Named("p").WithOwners(new OwnerReference("apps/v1", "ReplicaSet", "web-1", false)).Build()));

    [Fact]
    public void U29_a_failed_climb_leaves_the_pod_uncontrolled_and_says_why()
    {
        var controllers = new InMemoryControllers().AddFailing("ReplicaSet", "web-1", ControllerLookupStatus.Unknown, "not synced");
        var lookup = Among(controllers, new AnActingVpa().Targeting("ReplicaSet", "web-1"));

        Assert.Null(lookup.For(AControlledPod.Named("p").Build()));
        Assert.Equal("not synced", lookup.Errors[new WorkloadKey("shop", "ReplicaSet", "web-1")]);
    }

    [Fact]
    public void A_chain_is_climbed_once_for_all_pods_of_an_owner()
    {
        var controllers = new InMemoryControllers().AddDeployment("web", 1000);
        var lookup = Among(controllers, new AnActingVpa());

        Assert.All(Enumerable.Range(0, 1000), i => Assert.NotNull(lookup.For(AControlledPod.Named($"p{i}").Build())));
        Assert.All(controllers.Lookups.Values, times => Assert.Equal(1, times));
    }

    [Fact]
    public void A_pod_of_a_known_owner_takes_no_memory()
    {
        var (lookup, pod) = (Among(Web, AnActingVpa.Named("a").Targeting("ReplicaSet", "web-1")), AControlledPod.Named("p").Build());
        lookup.For(pod);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            lookup.For(pod);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(UpdateMode.Recreate, false, VpaAbsence.None)]
    [InlineData(UpdateMode.Auto, false, VpaAbsence.None)]
    [InlineData(UpdateMode.InPlace, false, VpaAbsence.None)]
    [InlineData(UpdateMode.InPlaceOrRecreate, false, VpaAbsence.None)]
    [InlineData(UpdateMode.Off, false, VpaAbsence.UpdateMode)]
    [InlineData(UpdateMode.Initial, false, VpaAbsence.UpdateMode)]
    [InlineData(UpdateMode.Off, true, VpaAbsence.None)]
    [InlineData(UpdateMode.Initial, true, VpaAbsence.None)]
    [InlineData(UpdateMode.Unknown, true, VpaAbsence.UpdateMode)]
    public void U22_U23_modes_that_take_part(UpdateMode mode, bool boost, VpaAbsence expected)
    {
        var vpa = new AnActingVpa().InMode(mode);

        Assert.Equal(expected, VpaParticipation.Of((boost ? vpa.Boosting() : vpa).Build(), [], Web).Absence);
    }

    [Fact]
    public void U21_U24_ignored_namespaces_and_missing_targets_do_not_take_part()
    {
        Assert.Equal(VpaAbsence.NamespaceIgnored, VpaParticipation.Of(new AnActingVpa().Build(), ["shop"], Web).Absence);
        Assert.Equal(VpaAbsence.Target, VpaParticipation.Of(new AnActingVpa().WithoutTarget().Build(), [], Web).Absence);
        var missing = VpaParticipation.Of(new AnActingVpa().Targeting("Deployment", "gone").Build(), [], Web);
        Assert.Equal(VpaAbsence.Target, missing.Absence);
        Assert.Contains("gone", missing.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void U17_a_run_begins_after_the_vpa_where_the_last_one_was_cut_short()
    {
        ImmutableArray<NamespacedName> keys = [new("b", "1"), new("a", "2"), new("a", "1")];

        Assert.Equal(["a/1", "a/2", "b/1"], VpaRotation.After(keys, k => k, null).Select(k => k.ToString()));
        Assert.Equal(["a/2", "b/1", "a/1"], VpaRotation.After(keys, k => k, new("a", "1")).Select(k => k.ToString()));
        Assert.Equal(["b/1", "a/1", "a/2"], VpaRotation.After(keys, k => k, new("a", "3")).Select(k => k.ToString()));
        Assert.Equal(["a/1", "a/2", "b/1"], VpaRotation.After(keys, k => k, new("z", "9")).Select(k => k.ToString()));
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(60, false)]
    [InlineData(-5, true)]
    [InlineData(null, false)]
    public void U18_the_lease_is_valid_while_it_is_younger_than_the_timeout(int? age, bool alive) =>
        Assert.Equal(alive, AdmissionLiveness.IsAlive(age is { } a ? Day.AddSeconds(-a) : null, TimeSpan.FromMinutes(1), Day));
}
