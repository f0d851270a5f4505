using System.Collections.Immutable;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Tests.Updating.InPlace;
using Vpa.Domain.Updating;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;
using static Vpa.Domain.Tests.Updating.InPlace.AnInPlaceGroup;
using static Vpa.Testing.Updating.AControlledPod;

namespace Vpa.Domain.Tests.Updating.Tables;

/// <summary>Sections 10, 12 and 14 of the updater's specification: the decision about a pod that is to be resized, and what was infeasible (U71, U83, U105).</summary>
public sealed class InPlaceTableTests
{
    private const string Approved = nameof(InPlaceDecision.Approved);
    private const string Evict = nameof(InPlaceDecision.Evict);

    /// <summary>
    /// U83: three replicas, one of them under test; the words say what holds of it. Where two steps apply, the earlier one decides. In mode InPlace a
    /// resize under way leaves it to the budget (U89), and what it asks for is not sent again.
    /// </summary>
    [Theory]
    [InlineData(UpdateMode.InPlaceOrRecreate, "dropped, pending, no recommendation", nameof(UpdateRefusal.TooFewReplicas))] // step 2, U92
    [InlineData(UpdateMode.InPlaceOrRecreate, "pending, no recommendation, Infeasible", nameof(UpdateRefusal.NotRunning))] // step 3
    [InlineData(UpdateMode.InPlace, "pending, no recommendation", nameof(UpdateRefusal.NotRunning))]
    [InlineData(UpdateMode.InPlaceOrRecreate, "no recommendation, Infeasible", nameof(UpdateRefusal.NoRecommendation))] // step 4
    [InlineData(UpdateMode.InPlace, "no recommendation, attempted 400m", nameof(UpdateRefusal.NoRecommendation))]
    [InlineData(UpdateMode.InPlace, "attempted 400m, Infeasible", nameof(UpdateRefusal.ResizeInfeasible))] // step 5
    [InlineData(UpdateMode.InPlace, "attempted 400m, no budget", nameof(UpdateRefusal.ResizeInfeasible))]
    [InlineData(UpdateMode.InPlace, "attempted 600m", Approved)]
    [InlineData(UpdateMode.InPlaceOrRecreate, "attempted 400m", Approved)] // its memory is that of mode InPlace only
    [InlineData(UpdateMode.InPlace, "Deferred", Approved)] // step 6: to supersede it, within the budget
    [InlineData(UpdateMode.InPlace, "Error, no budget", nameof(UpdateRefusal.BudgetSpent))]
    [InlineData(UpdateMode.InPlaceOrRecreate, "Infeasible", Evict)] // step 7
    [InlineData(UpdateMode.InPlaceOrRecreate, "Infeasible, no budget", nameof(UpdateRefusal.BudgetSpent))]
    [InlineData(UpdateMode.InPlaceOrRecreate, "Infeasible, no budget, skip", nameof(UpdateRefusal.BudgetSpent))]
    [InlineData(UpdateMode.InPlaceOrRecreate, "Deferred", nameof(UpdateRefusal.ResizeUnderWay))]
    [InlineData(UpdateMode.InPlaceOrRecreate, "Deferred, skip", nameof(UpdateRefusal.ResizeUnderWay))]
    [InlineData(UpdateMode.InPlaceOrRecreate, "no budget, skip", Approved)] // step 8
    [InlineData(UpdateMode.InPlace, "no budget, skip", Approved)]
    [InlineData(UpdateMode.InPlaceOrRecreate, "below minimum, skip", Approved)]
    [InlineData(UpdateMode.InPlaceOrRecreate, "below minimum, skip, restarts", nameof(UpdateRefusal.TooFewReplicas))] // U84, as a user would expect
    [InlineData(UpdateMode.InPlaceOrRecreate, "no budget, skip, restarts", nameof(UpdateRefusal.BudgetSpent))]
    [InlineData(UpdateMode.InPlaceOrRecreate, "skip, restarts", Approved)] // step 9
    [InlineData(UpdateMode.InPlaceOrRecreate, "restarts", Approved)]
    [InlineData(UpdateMode.InPlace, "", Approved)]
    [InlineData(UpdateMode.InPlaceOrRecreate, "no budget", nameof(UpdateRefusal.BudgetSpent))] // step 10
    [InlineData(UpdateMode.InPlace, "no budget", nameof(UpdateRefusal.BudgetSpent))]
    public void U83_the_first_step_that_applies_decides(UpdateMode mode, string words, string expected)
    {
        var holds = words.Split(", ");
        var group = new AnInPlaceGroup
        {
            Mode = mode,
            MinReplicas = holds.Contains("dropped") || holds.Contains("below minimum") ? 4 : null,
            Rules = new() { InPlaceSkipDisruptionBudget = holds.Contains("skip"), Gates = new(InPlace: true) },
            ResizingSince = Now.AddMinutes(-4),
            Attempt = holds.FirstOrDefault(w => w.StartsWith("attempted", StringComparison.Ordinal)) is { } word ? AttemptOf($"app cpu={word.Split(' ')[1]}") : null,
            Withheld = holds.Contains("no recommendation"),
        };
        var pod = Wanting().In(holds.Contains("pending") ? PodPhase.Pending : PodPhase.Running);
        pod = holds.Intersect(["Deferred", "Infeasible"]).SingleOrDefault() is { } reason ? pod.With(new PodCondition("PodResizePending", "True", reason)) : pod;
        pod = holds.Contains("Error") ? pod.With(new PodCondition("PodResizeInProgress", "True", "Error")) : pod;
        var built = pod.Build();
        built = built with { Containers = [.. built.Containers.Select(c => c with { RestartOnResizeOf = holds.Contains("restarts") ? ["memory"] : [] })] };

        var verdict = group.VerdictOn(built, Satisfied("web-1-1"), Satisfied("web-1-2", holds.Contains("no budget") ? PodPhase.Pending : PodPhase.Running));

        Assert.Equal(expected, verdict.Decision == InPlaceDecision.Deferred ? verdict.Refusal.ToString() : verdict.Decision.ToString());
    }

    /// <summary>U71, U87: what becomes of each decision, as candidates and as calls.</summary>
    [Theory]
    [InlineData(UpdateMode.InPlaceOrRecreate, null, 1, 1, 0)] // Approved: kept, patched
    [InlineData(UpdateMode.InPlaceOrRecreate, "Deferred", 0, 0, 0)] // Deferred: dropped
    [InlineData(UpdateMode.InPlaceOrRecreate, "Infeasible", 1, 0, 1)] // Evict: kept, handed over
    [InlineData(UpdateMode.InPlace, null, 1, 1, 0)]
    [InlineData(UpdateMode.InPlace, "Deferred", 1, 1, 0)] // its specification says something else
    public void U71_U87_decisions_and_what_follows(UpdateMode mode, string? resize, int candidates, int resized, int evicted)
    {
        var group = new AnInPlaceGroup { Mode = mode, ResizingSince = Now.AddMinutes(-4) };
        var pod = resize is null ? Wanting() : Wanting().With(new PodCondition("PodResizePending", "True", resize));
        var plan = group.PlanFor(pod.Build(), Satisfied("web-1-1"), Satisfied("web-1-2"));

        Assert.Equal((candidates, 0), (plan.InPlaceUpdatablePods, plan.EvictablePods)); // U115
        Assert.Equal((resized, evicted), (plan.Resizes.NextWave().Count, plan.Evictions.NextWave().Count));
    }

    /// <summary>U105: lower means that some container and resource are on both sides, with a smaller value on the new one.</summary>
    [Theory]
    [InlineData("app cpu=4", "app cpu=4", false)]
    [InlineData("app cpu=4", "app cpu=5", false)]
    [InlineData("app cpu=4", "app cpu=3999m", true)]
    [InlineData("app cpu=4 memory=1Gi", "app cpu=9 memory=1023Mi", true)] // one is enough
    [InlineData("app cpu=4", "app cpu=4 memory=1", false)] // what was not attempted does not count
    [InlineData("app cpu=4 memory=1Gi", "app memory=1Gi", false)] // nor what is not recommended any more
    [InlineData("app cpu=4", "other cpu=1", false)]
    [InlineData("app cpu=4;side cpu=2", "app cpu=4;side cpu=1", true)]
    [InlineData("app cpu=4;side cpu=2", "side cpu=2", false)]
    public void U105_what_is_worth_another_attempt(string attempted, string recommended, bool isLower) => Assert.Equal(
        isLower,
        AttemptOf(attempted).IsUndercutBy(new Recommendation([.. Read(recommended).Select(r => new ContainerRecommendation { ContainerName = r.Container, Target = r.List })])));

    /// <summary>U107: an attempt that the kubelet carried out after all is no infeasible one.</summary>
    [Theory]
    [InlineData("app cpu=2", "2", null, true)]
    [InlineData("app cpu=2", "1", null, false)]
    [InlineData("app cpu=2", "2", "Infeasible", false)]
    [InlineData("app cpu=2 memory=1Gi", "2", null, false)]
    [InlineData("app cpu=2;gone cpu=1", "2", null, true)]
    public void U107_what_is_in_effect_was_feasible(string attempted, string actual, string? resize, bool inEffect)
    {
        var pod = Named("p").Requesting("2", null).ActuallyRequesting(actual, null);
        pod = resize is null ? pod : pod.With(new PodCondition("PodResizePending", "True", resize));

        Assert.Equal(inEffect, AttemptOf(attempted).IsInEffectOn(pod.Build()));
    }

    private static InfeasibleAttempt AttemptOf(string text) =>
        new(ImmutableDictionary.CreateRange(Read(text).Select(r => KeyValuePair.Create(r.Container, r.List))));

    private static IEnumerable<(string Container, ResourceList List)> Read(string text) => text.Split(';').Select(c => c.Split(' ')).Select(words => (
        words[0],
        ResourceList.Of(words.Skip(1).Select(w => w.Split('=')).Select(w => KeyValuePair.Create(w[0], Quantity.Parse(w[1]))))));
}
