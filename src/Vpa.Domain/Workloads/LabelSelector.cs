using System.Collections.Immutable;

namespace Vpa.Domain.Workloads;

/// <summary>A label selector: all requirements must hold. Absent matches nothing, present but empty matches everything (R107).</summary>
public sealed class LabelSelector
{
    private readonly ImmutableArray<LabelRequirement> _requirements;
    private readonly bool _matchesNothing;

    private LabelSelector(ImmutableArray<LabelRequirement> requirements, bool matchesNothing)
    {
        _requirements = requirements;
        _matchesNothing = matchesNothing;
    }

    /// <summary>Matches no labels.</summary>
    public static LabelSelector Nothing { get; } = new([], matchesNothing: true);

    /// <summary>Matches all labels.</summary>
    public static LabelSelector Everything { get; } = new([], matchesNothing: false);

    /// <summary>Whether it is the selector that matches no labels: none was given.</summary>
    public bool IsNothing => _matchesNothing;

    /// <summary>The requirements, all of which must hold.</summary>
    public ImmutableArray<LabelRequirement> Requirements => _requirements;

    /// <summary>A selector of the given requirements; none match everything.</summary>
    public static LabelSelector Of(IEnumerable<LabelRequirement> requirements) => new([.. requirements], matchesNothing: false);

    /// <summary>A selector of equality requirements; null matches nothing.</summary>
    public static LabelSelector OfLabels(IReadOnlyDictionary<string, string>? labels) =>
        labels is null ? Nothing : Of(labels.Select(l => new LabelRequirement(l.Key, LabelRequirementOperator.In, [l.Value])));

    /// <summary>Whether the labels are selected.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        if (_matchesNothing)
        {
            return false;
        }

        foreach (var requirement in _requirements)
        {
            if (!requirement.IsMetBy(labels))
            {
                return false;
            }
        }

        return true;
    }
}
