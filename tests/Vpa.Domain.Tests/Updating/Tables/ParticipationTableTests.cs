using System.Collections.Immutable;
using Vpa.Domain.Policies;
using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;

namespace Vpa.Domain.Tests.Updating.Tables;

/// <summary>Sections 3 and 4 of the updater's specification: which VPAs take part in a run, and which of them controls a pod (U21 to U32).</summary>
public sealed class ParticipationTableTests
{
    private static readonly DateTimeOffset Day = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>U24: any answer but the target itself leaves the VPA out for this run.</summary>
    [Theory]
    [InlineData(ControllerLookupStatus.Found, VpaAbsence.None)]
    [InlineData(ControllerLookupStatus.Missing, VpaAbsence.Target)]
    [InlineData(ControllerLookupStatus.Unknown, VpaAbsence.Target)]
    [InlineData(ControllerLookupStatus.NotScalable, VpaAbsence.Target)]
    public void U24_a_target_that_cannot_be_told_leaves_the_vpa_out(ControllerLookupStatus status, VpaAbsence expected)
    {
        var controllers = new InMemoryControllers();
        controllers = status == ControllerLookupStatus.Found ? controllers.AddDeployment("web", 3) : controllers.AddFailing("Deployment", "web", status);
        var participation = VpaParticipation.Of(new AnActingVpa().Build(), [], controllers);

        Assert.Equal(expected, participation.Absence);
        Assert.Equal(expected == VpaAbsence.Target, participation.Cause is { Length: > 0 });
    }

    /// <summary>U24: a target without a selector, such as a scale whose text is empty, is no target; an empty selector of a workload selects everything.</summary>
    [Fact]
    public void U24_a_target_without_a_selector_leaves_the_vpa_out()
    {
        var (without, everything) = (new InMemoryControllers().Add("Rollout", "web", 3, selector: LabelSelector.Nothing), new InMemoryControllers().Add("Rollout", "web", 3, selector: LabelSelector.Everything));
        var vpa = new AnActingVpa().Targeting("Rollout", "web", "example.com/v1").Build();

        Assert.Equal(VpaAbsence.Target, VpaParticipation.Of(vpa, [], without).Absence);
        Assert.Contains("has no selector", VpaParticipation.Of(vpa, [], without).Cause, StringComparison.Ordinal);
        Assert.Equal(VpaAbsence.None, VpaParticipation.Of(vpa, [], everything).Absence);
    }

    /// <summary>U21 to U23 in their order: the namespace comes before the mode, and the mode before the target.</summary>
    [Theory]
    [InlineData(true, UpdateMode.Off, false, VpaAbsence.NamespaceIgnored)]
    [InlineData(true, UpdateMode.Recreate, true, VpaAbsence.NamespaceIgnored)]
    [InlineData(false, UpdateMode.Off, false, VpaAbsence.UpdateMode)]
    [InlineData(false, UpdateMode.Initial, true, VpaAbsence.UpdateMode)]
    [InlineData(false, UpdateMode.Recreate, false, VpaAbsence.Target)]
    [InlineData(false, UpdateMode.Recreate, true, VpaAbsence.None)]
    public void U21_U22_U24_the_first_reason_counts(bool ignored, UpdateMode mode, bool hasTarget, VpaAbsence expected)
    {
        var vpa = hasTarget ? new AnActingVpa().InMode(mode) : new AnActingVpa().InMode(mode).WithoutTarget();

        Assert.Equal(expected, VpaParticipation.Of(vpa.Build(), ignored ? ["shop"] : ["other"], new InMemoryControllers().AddDeployment("web", 3)).Absence);
    }

    /// <summary>U22: every legal absence reads as Recreate.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void U22_without_a_policy_or_a_mode_in_it_the_mode_is_recreate(bool hasPolicy) =>
        Assert.Equal(UpdateMode.Recreate, (new AnActingVpa().Build() with { UpdatePolicy = hasPolicy ? new UpdatePolicy() : null }).EffectiveMode);

    /// <summary>U23: a boost counts wherever it is configured, even if it says nothing.</summary>
    [Theory]
    [InlineData(false, false, VpaAbsence.UpdateMode)]
    [InlineData(true, false, VpaAbsence.None)]
    [InlineData(false, true, VpaAbsence.None)]
    public void U23_a_boost_makes_mode_off_take_part(bool ofVpa, bool ofContainer, VpaAbsence expected)
    {
        var vpa = new AnActingVpa().InMode(UpdateMode.Off).Build() with
        {
            StartupBoost = ofVpa ? new StartupBoost(null) : null,
            ResourcePolicy = new([new ContainerPolicy { ContainerName = "app", StartupBoost = ofContainer ? new StartupBoost(null) : null }]),
        };

        Assert.Equal(expected, VpaParticipation.Of(vpa, [], new InMemoryControllers().AddDeployment("web", 3)).Absence);
    }

    /// <summary>U25: neither what the recommender says about the VPA nor whose it is counts.</summary>
    [Fact]
    public void U25_conditions_and_recommenders_are_not_looked_at()
    {
        var vpa = new AnActingVpa().Build() with
        {
            Recommenders = ["another"],
            Status = VpaStatus.Empty with { Conditions = [new(VpaConditionTypes.ConfigUnsupported, "True", Day, "Broken", "broken")] },
        };

        Assert.Equal(VpaAbsence.None, VpaParticipation.Of(vpa, [], new InMemoryControllers().AddDeployment("web", 3)).Absence);
    }

    /// <summary>U29: the chain above a pod from its owner upwards; ? is there but not scalable, ! cannot be looked up, and what is only named last has no owner.</summary>
    [Theory]
    [InlineData("ReplicaSet/a Deployment/b", "Deployment/b", false)]
    [InlineData("Job/a CronJob/b", "CronJob/b", false)]
    [InlineData("ReplicaSet/a", "ReplicaSet/a", false)]
    [InlineData("Rollout/a", "Rollout/a", false)]
    [InlineData("ReplicaSet/a Deployment/b Rollout/c", "Rollout/c", false)]
    [InlineData("ReplicaSet/a App?/b", "ReplicaSet/a", false)]
    [InlineData("App?/a", null, false)]
    [InlineData("Node/a", null, false)]
    [InlineData("ReplicaSet/a Node/b", null, false)]
    [InlineData("ReplicaSet!/a", null, true)]
    [InlineData("ReplicaSet/a Deployment!/b", null, true)]
    [InlineData("ReplicaSet/a Deployment/b ReplicaSet/a", null, true)]
    public void U29_the_parent_is_the_topmost_controller(string chain, string? parent, bool isError)
    {
        var links = chain.Split(' ').Select(l => l.Split('/')).Select(l => (Kind: l[0].TrimEnd('?', '!'), Name: l[1], Sign: l[0][^1])).ToList();
        var controllers = new InMemoryControllers();
        for (var i = links.Count - 1; i >= 0; i--)
        {
            var (kind, name, sign) = links[i];
            controllers = sign switch
            {
                '?' => controllers.AddFailing(kind, name, ControllerLookupStatus.NotScalable),
                '!' => controllers.AddFailing(kind, name, ControllerLookupStatus.Unknown, "no answer"),
                _ => controllers.Add(kind, name, 3, i + 1 < links.Count ? (links[i + 1].Kind, links[i + 1].Name) : null),
            };
        }

        var found = OwnerChain.Of(AControlledPod.Named("p").OwnedBy(links[0].Kind, links[0].Name).Build(), controllers);

        Assert.Equal(parent, found.Topmost is { } top ? $"{top.Key.Kind}/{top.Key.Name}" : null);
        Assert.Equal(isError, found.Error is not null);
    }

    /// <summary>U28: of several controlling owners the last is the parent, although the first makes the group (U33).</summary>
    [Fact]
    public void U28_U33_the_last_controlling_owner_is_the_parent_and_the_first_makes_the_group()
    {
        var pod = AControlledPod.Named("p").WithOwners(new("apps/v1", "ReplicaSet", "a", true), new("apps/v1", "ReplicaSet", "b", true), new("v1", "X", "c", false)).Build();

        Assert.Equal("b", OwnerChain.ControllerOf(pod)?.Name);
        Assert.Equal("a", ReplicaGroups.KeyOf(pod)?.Name);
    }

    /// <summary>U32, A98, A100: an older VPA stays in control unless it is off without a boost; of one that takes no part nobody else gets the pods.</summary>
    [Theory]
    [InlineData(UpdateMode.Off, false, "young")]
    [InlineData(UpdateMode.Off, true, "old")]
    [InlineData(UpdateMode.Initial, false, null)]
    [InlineData(UpdateMode.Initial, true, "old")]
    [InlineData(UpdateMode.Unknown, true, "young")]
    [InlineData(UpdateMode.Recreate, false, "old")]
    public void U32_an_older_vpa_stays_in_control_unless_it_is_off(UpdateMode mode, bool boosting, string? expected)
    {
        var controllers = new InMemoryControllers().AddDeployment("web", 3);
        var old = AnActingVpa.Named("old").Targeting("Deployment", "web").InMode(mode).CreatedAt(Day);
        var young = AnActingVpa.Named("young").Targeting("Deployment", "web").CreatedAt(Day.AddDays(1));
        ImmutableArray<VerticalPodAutoscaler> vpas = [(boosting ? old.Boosting() : old).Build(), young.Build()];
        var participants = vpas.Where(v => VpaParticipation.Of(v, [], controllers).Absence == VpaAbsence.None);

        Assert.Equal(expected, new ControllingVpas(vpas, participants, controllers).For(AControlledPod.Named("p").Build())?.Key.Name);
    }
}
