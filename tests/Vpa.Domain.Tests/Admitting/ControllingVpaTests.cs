using System.Collections.Immutable;
using Vpa.Domain.Admitting;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Testing;
using Vpa.Testing.Updating;

namespace Vpa.Domain.Tests.Admitting;

/// <summary>Which VPA controls a pod at admission (A93-A102).</summary>
public sealed class ControllingVpaTests
{
    private static readonly Pod WebPod = APod.Named("web-1").Labelled(("app", "web")).OwnedBy("ReplicaSet", "web-7d4");

    [Fact]
    public void Vpa_of_the_topmost_controller_is_found_through_the_chain() => // A94, A97
        Assert.Equal("web", Find(AVpa.Named("web").Targeting("Deployment", "web")).Vpa!.Key.Name);

    [Fact]
    public void Topmost_controller_beats_a_lower_one_which_is_found_otherwise()
    {
        var lower = AVpa.Named("a").Targeting("ReplicaSet", "web-7d4");

        Assert.Equal("z", Find(lower, AVpa.Named("z").Targeting("Deployment", "web")).Vpa!.Key.Name);
        Assert.Equal("a", Find(lower).Vpa!.Key.Name);
    }

    [Fact]
    public void Oldest_wins_then_the_smaller_name_and_off_ones_do_not_count() // A98, A100
    {
        var old = AVpa.Named("old").Targeting("Deployment", "web").CreatedAt(AnInstant.Start.AddDays(-9)).InMode(UpdateMode.Off);
        var b = AVpa.Named("b").Targeting("Deployment", "web");
        var a = AVpa.Named("a").Targeting("Deployment", "web");
        var young = AVpa.Named("0").Targeting("Deployment", "web").CreatedAt(AnInstant.Start.AddDays(1));

        Assert.Equal("a", Find(old, b, young, a).Vpa!.Key.Name);
        Assert.Equal("old", Find(old.With(new StartupBoost(null)), b).Vpa!.Key.Name);
    }

    [Theory]
    [InlineData("Deployment", "other", PodOutcome.NotTargeted)]
    [InlineData("StatefulSet", "web", PodOutcome.NotTargeted)]
    public void A_vpa_of_another_target_does_not_count(string kind, string name, PodOutcome expected) =>
        Assert.Equal(expected, Find(AVpa.Named("v").Targeting(kind, name)).Outcome);

    [Fact]
    public void A_vpa_of_another_namespace_does_not_count() =>
        Assert.Equal(PodOutcome.NotTargeted, Find(AVpa.Named("v").InNamespace("other").Targeting("Deployment", "web")).Outcome);

    [Fact]
    public void Every_refusal_has_its_reason()
    {
        var vpa = AVpa.Named("v").Targeting("Deployment", "web");

        Assert.Equal(PodOutcome.VpaOff, Find(vpa.InMode(UpdateMode.Off)).Outcome);
        Assert.Equal(PodOutcome.VpaOff, Find(vpa.InMode(UpdateMode.Unknown)).Outcome);
        Assert.Equal(PodOutcome.NoController, Find(APod.Named("lone"), Directory(), vpa).Outcome); // A93
        Assert.Equal(PodOutcome.NoController, Find(APod.Named("static").OwnedBy("Node", "n", "v1"), Directory(), vpa).Outcome); // A94.2
        Assert.Equal(PodOutcome.OwnerMissing, Find(APod.Named("early").OwnedBy("ReplicaSet", "new"), Directory(), vpa).Outcome); // Q15
    }

    [Fact]
    public void A_failed_look_up_leaves_the_pod_alone_and_says_why() // A96
    {
        var directory = Directory().Answering(new("default", "Deployment", "web"), new(ControllerLookupStatus.Unknown, null, "forbidden"));

        var found = Find(WebPod, directory, AVpa.Named("v").Targeting("ReplicaSet", "web-7d4"));

        Assert.Equal((PodOutcome.OwnerUnknown, "forbidden"), (found.Outcome, found.Cause));
    }

    [Theory]
    [InlineData("Deployment", "web")]
    [InlineData("ReplicaSet", "web-7d4")]
    public void An_owner_that_is_being_read_is_pending_at_any_level(string kind, string name) // A94
    {
        var directory = Directory().Answering(new("default", kind, name), new(ControllerLookupStatus.Pending, null, "not read yet"));

        Assert.Equal(PodOutcome.OwnerPending, Find(WebPod, directory, AVpa.Named("v").Targeting("Deployment", "web")).Outcome);
    }

    [Theory]
    [InlineData("Deployment", "web")]
    [InlineData("ReplicaSet", "web-7d4")]
    public void An_owner_of_a_well_known_kind_that_is_not_heard_of_is_missing_at_any_level(string kind, string name) // A94, Q15
    {
        var directory = Directory();
        directory.Remove(new("default", kind, name));

        Assert.Equal(PodOutcome.OwnerMissing, Find(WebPod, directory, AVpa.Named("v").Targeting("Deployment", "web")).Outcome);
    }

    [Theory]
    [InlineData(ControllerLookupStatus.Pending, false, PodOutcome.OwnerPending)]
    [InlineData(ControllerLookupStatus.NotScalable, false, PodOutcome.NotTargeted)] // it is gone (A94): the ReplicaSet is the topmost
    [InlineData(ControllerLookupStatus.Found, false, PodOutcome.NotSelected)] // it has no selector (A99)
    [InlineData(ControllerLookupStatus.Found, true, PodOutcome.Patched)]
    public void An_owner_that_was_not_ready_is_asked_for_anew(ControllerLookupStatus now, bool hasSelector, PodOutcome expected)
    {
        var key = new WorkloadKey("default", "Rollout", "web");
        var controller = new Controller { Key = key, Selector = hasSelector ? LabelSelector.Everything : LabelSelector.Nothing };
        var fresh = new ControllerLookup(now, now == ControllerLookupStatus.Found ? controller : null);
        var vpa = AVpa.Named("v").Targeting("Rollout", "web");
        var absent = new ControllerLookup(ControllerLookupStatus.NotScalable, null, "does not exist", IsProvisional: true);
        var unready = new ControllerLookup(ControllerLookupStatus.Found, new() { Key = key }, IsProvisional: true);
        var directory = Directory().Add("ReplicaSet", "web-7d4", owner: ("Rollout", "web"), @namespace: "default");

        Assert.Equal(expected, Find(WebPod, directory.Answering(key, absent).AnsweringAnew(key, fresh), vpa).Outcome);
        if (now != ControllerLookupStatus.NotScalable)
        {
            Assert.Equal(expected, Find(WebPod, directory.Answering(key, unready), vpa).Outcome);
        }
    }

    [Theory]
    [InlineData("web", PodOutcome.Patched)]
    [InlineData("db", PodOutcome.NotSelected)]
    public void The_target_has_to_select_the_pod(string selected, PodOutcome expected) // A99
    {
        var selector = LabelSelector.OfLabels(ImmutableDictionary<string, string>.Empty.Add("app", selected));

        Assert.Equal(expected, Find(WebPod, Directory(selector), AVpa.Named("v").Targeting("Deployment", "web")).Outcome);
    }

    private static ControllingVpa Find(params AVpa[] vpas) => Find(WebPod, Directory(), vpas);

    private static ControllingVpa Find(Pod pod, InMemoryControllers directory, params AVpa[] vpas) =>
        ControllingVpa.Find(pod, VpaTargetIndex.Of([.. vpas.Select(v => v.Build())]), directory);

    private static InMemoryControllers Directory(LabelSelector? selector = null) => new InMemoryControllers()
        .Add("Deployment", "web", selector: selector, @namespace: "default")
        .Add("ReplicaSet", "web-7d4", owner: ("Deployment", "web"), @namespace: "default");
}
