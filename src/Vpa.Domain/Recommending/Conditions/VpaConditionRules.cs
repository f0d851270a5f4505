using System.Collections.Immutable;
using Vpa.Domain.Policies;

namespace Vpa.Domain.Recommending.Conditions;

/// <summary>The conditions the recommender maintains on a VPA (R93 to R95).</summary>
/// <remarks>
/// <c>LowConfidence</c> is upstream's type which upstream never sets. Here it is <c>True</c> while a scaled container has less history than one confidence
/// interval (24 h by default) and absent afterwards, so that a user can tell a young recommendation from a settled one. <c>FetchingHistory</c>, which upstream
/// never sets either, is <c>True</c> while past usage is still to be fetched, and absent afterwards; one that another writer set, which is told by its
/// reason, is kept (R94).
/// </remarks>
public static class VpaConditionRules
{
    private const string True = "True";
    private const string False = "False";
    private const string NoPodsMessage = "No pods match this VPA object";
    private const string LittleHistory = "LittleHistory";
    private const string AwaitingPastUsage = "AwaitingPastUsage";

    /// <summary>
    /// The new conditions, one a type, sorted by type in byte order. Conditions of types not maintained here are kept; of several with one type the last
    /// counts (R61, R94).
    /// </summary>
    public static ImmutableArray<VpaCondition> Update(ImmutableArray<VpaCondition> current, ConditionFacts facts, DateTimeOffset now)
    {
        var byType = new SortedDictionary<string, VpaCondition>(StringComparer.Ordinal);
        foreach (var condition in current)
        {
            byType[condition.Type] = condition;
        }

        byType.Remove(VpaConditionTypes.ConfigDeprecated);
        SetOrRemove(facts.UnsupportedConfiguration is not null, VpaConditionTypes.ConfigUnsupported, "", facts.UnsupportedConfiguration ?? "");
        SetOrRemove(!facts.HasPods, VpaConditionTypes.NoPodsMatched, VpaConditionTypes.NoPodsMatched, NoPodsMessage);
        SetOrRemove(
            !facts.LowConfidenceContainers.IsDefaultOrEmpty,
            VpaConditionTypes.LowConfidence,
            LittleHistory,
            $"Less than a confidence interval of history for: {string.Join(", ", facts.LowConfidenceContainers.OrEmpty())}");
        if (facts.FetchingHistory is not null || byType.GetValueOrDefault(VpaConditionTypes.FetchingHistory)?.Reason == AwaitingPastUsage)
        {
            SetOrRemove(facts.FetchingHistory is not null, VpaConditionTypes.FetchingHistory, AwaitingPastUsage, facts.FetchingHistory ?? "");
        }

        var lacksPods = !facts.HasRecommendation && !facts.HasPods;
        Set(
            VpaConditionTypes.RecommendationProvided,
            facts.HasRecommendation ? True : False,
            lacksPods ? VpaConditionTypes.NoPodsMatched : "",
            lacksPods ? NoPodsMessage : "");
        return [.. byType.Values];

        void SetOrRemove(bool holds, string type, string reason, string message)
        {
            if (holds)
            {
                Set(type, True, reason, message);
            }
            else
            {
                byType.Remove(type);
            }
        }

        void Set(string type, string status, string reason, string message)
        {
            var since = byType.TryGetValue(type, out var former) && former.Status == status ? former.LastTransitionTime : now;
            byType[type] = new(type, status, since, reason, message);
        }
    }

    private static ImmutableArray<string> OrEmpty(this ImmutableArray<string> array) => array.IsDefault ? [] : array;
}
