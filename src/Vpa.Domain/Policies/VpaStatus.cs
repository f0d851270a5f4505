using System.Collections.Immutable;

namespace Vpa.Domain.Policies;

/// <summary>A VPA's status.</summary>
/// <param name="Recommendation">The recommendation; null when absent.</param>
/// <param name="Conditions">Conditions, one a type, sorted by type in byte order when written by the recommender (R94).</param>
/// <param name="ObservedGeneration">The generation the recommender worked on; null when absent.</param>
public sealed record VpaStatus(Recommendation? Recommendation, ImmutableArray<VpaCondition> Conditions, long? ObservedGeneration)
{
    /// <summary>The status of a VPA nobody has written to yet.</summary>
    public static VpaStatus Empty { get; } = new(null, [], null);

    /// <summary>The condition of a type, or null.</summary>
    public VpaCondition? Condition(string type)
    {
        foreach (var condition in Conditions)
        {
            if (condition.Type == type)
            {
                return condition;
            }
        }

        return null;
    }
}
