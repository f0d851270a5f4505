using Vpa.Domain.Policies;
using Vpa.Domain.Recommending.Conditions;
using Vpa.Testing;

namespace Vpa.Domain.Tests.Recommending;

public sealed class VpaConditionRulesTests
{
    private static readonly DateTimeOffset Then = AnInstant.Start;
    private static readonly DateTimeOffset Now = AnInstant.Start.AddHours(3);
    private static readonly ConditionFacts Fine = new() { HasRecommendation = true, HasPods = true };

    [Fact]   // R95
    public void A_recommendation_is_provided() =>
        Assert.Equal([new(VpaConditionTypes.RecommendationProvided, "True", Now)], VpaConditionRules.Update([], Fine, Now).ToArray());

    [Fact]   // R94, R95
    public void Lacking_pods_explain_a_lacking_recommendation() => Assert.Equal(
        [
            new(VpaConditionTypes.NoPodsMatched, "True", Now, "NoPodsMatched", "No pods match this VPA object"),
            new(VpaConditionTypes.RecommendationProvided, "False", Now, "NoPodsMatched", "No pods match this VPA object"),
        ],
        VpaConditionRules.Update([], new() { HasRecommendation = false, HasPods = false }, Now).ToArray());

    [Theory]   // R95
    [InlineData(true, false, "True", "")]
    [InlineData(false, true, "False", "")]
    public void Provided_has_no_reason_otherwise(bool recommendation, bool pods, string status, string reason)
    {
        var condition = VpaConditionRules.Update([], new() { HasRecommendation = recommendation, HasPods = pods }, Now)
            .Single(c => c.Type == VpaConditionTypes.RecommendationProvided);
        Assert.Equal((status, reason, ""), (condition.Status, condition.Reason, condition.Message));
    }

    [Fact]   // R93: the time changes with the status only, reason and message always
    public void Transition_time_is_that_of_the_status()
    {
        VpaCondition[] former =
        [
            new(VpaConditionTypes.RecommendationProvided, "True", Then, "Old", "old"),
            new(VpaConditionTypes.NoPodsMatched, "False", Then, "Old", "old"),
        ];
        var updated = VpaConditionRules.Update([.. former], new() { HasRecommendation = true, HasPods = false }, Now);
        Assert.Equal(Now, updated[0].LastTransitionTime);
        Assert.Equal(new VpaCondition(VpaConditionTypes.RecommendationProvided, "True", Then), updated[1]);
    }

    [Fact]   // R95
    public void Conditions_end_with_their_cause()
    {
        var facts = new ConditionFacts { HasRecommendation = false, HasPods = false, UnsupportedConfiguration = "no such target", LowConfidenceContainers = ["app", "side"] };
        var bad = VpaConditionRules.Update([], facts, Then);
        Assert.Equal(["ConfigUnsupported", "LowConfidence", "NoPodsMatched", "RecommendationProvided"], bad.Select(c => c.Type));
        Assert.Equal("no such target", bad[0].Message);
        Assert.Equal("Less than a confidence interval of history for: app, side", bad[1].Message);
        Assert.Equal([new(VpaConditionTypes.RecommendationProvided, "True", Now)], VpaConditionRules.Update(bad, Fine, Now).ToArray());
    }

    [Fact]   // R61, R94, R95: foreign types stay, deprecated goes, the last of duplicates wins
    public void Foreign_conditions_are_kept()
    {
        VpaCondition[] former =
        [
            new("Zebra", "Unknown", Then, "r", "m"),
            new(VpaConditionTypes.ConfigDeprecated, "True", Then),
            new(VpaConditionTypes.FetchingHistory, "False", Then),
            new(VpaConditionTypes.FetchingHistory, "True", Then),
        ];
        var updated = VpaConditionRules.Update([.. former], Fine, Now);
        Assert.Equal(["FetchingHistory", "RecommendationProvided", "Zebra"], updated.Select(c => c.Type));
        Assert.Equal("True", updated[0].Status);
        Assert.Equal(former[0], updated[2]);
    }

    [Fact]   // R99
    public void A_second_round_changes_nothing()
    {
        var facts = new ConditionFacts { HasRecommendation = true, HasPods = true, LowConfidenceContainers = ["app"] };
        var first = VpaConditionRules.Update([], facts, Then);
        Assert.True(VpaStatusEquality.AreEqual(new(Recommendation.Empty, first, 1), new(Recommendation.Empty, VpaConditionRules.Update(first, facts, Now), 1)));
    }

    [Fact]   // R95
    public void Fetching_history_ends_with_its_cause_and_that_of_another_writer_is_kept()
    {
        var fetching = VpaConditionRules.Update([], Fine with { FetchingHistory = "refused" }, Then);
        Assert.Equal(new VpaCondition(VpaConditionTypes.FetchingHistory, "True", Then, "AwaitingPastUsage", "refused"), fetching[0]);
        Assert.Equal(Then, VpaConditionRules.Update(fetching, Fine with { FetchingHistory = "timed out" }, Now)[0].LastTransitionTime);
        Assert.Equal([VpaConditionTypes.RecommendationProvided], VpaConditionRules.Update(fetching, Fine, Now).Select(c => c.Type));

        var foreign = new VpaCondition(VpaConditionTypes.FetchingHistory, "True", Then, "Importing", "by somebody else");
        Assert.Equal(foreign, VpaConditionRules.Update([foreign], Fine, Now)[0]);
    }
}
