using System.Collections.Immutable;

namespace Vpa.Domain.Workloads;

/// <summary>A label selector: all requirements must hold. Absent matches nothing, present but empty matches everything (R107).</summary>
/// <remarks>Nearly all selectors are of plain labels, which take a third of the memory of requirements: a cluster has one for every ReplicaSet it remembers.</remarks>
public sealed class LabelSelector
{
    private readonly ImmutableArray<KeyValuePair<string, string>> _labels;
    private readonly ImmutableArray<LabelRequirement> _expressions;
    private readonly bool _matchesNothing;

    private LabelSelector(ImmutableArray<KeyValuePair<string, string>> labels, ImmutableArray<LabelRequirement> expressions, bool matchesNothing)
    {
        _labels = labels;
        _expressions = expressions;
        _matchesNothing = matchesNothing;
    }

    /// <summary>Matches no labels.</summary>
    public static LabelSelector Nothing { get; } = new([], [], matchesNothing: true);

    /// <summary>Matches all labels.</summary>
    public static LabelSelector Everything { get; } = new([], [], matchesNothing: false);

    /// <summary>Whether it is the selector that matches no labels: none was given.</summary>
    public bool IsNothing => _matchesNothing;

    /// <summary>The requirements, all of which must hold; those of labels first.</summary>
    public ImmutableArray<LabelRequirement> Requirements =>
        _labels.IsEmpty ? _expressions : [.. _labels.Select(l => new LabelRequirement(l.Key, LabelRequirementOperator.In, [l.Value])), .. _expressions];

    /// <summary>A selector of the given requirements; none match everything.</summary>
    public static LabelSelector Of(IEnumerable<LabelRequirement> requirements) => new([], [.. requirements], matchesNothing: false);

    /// <summary>A selector of labels and further requirements; none match everything.</summary>
    /// <param name="labels">Labels that must be there with these values.</param>
    /// <param name="expressions">What must hold besides.</param>
    public static LabelSelector Of(IEnumerable<KeyValuePair<string, string>> labels, ImmutableArray<LabelRequirement> expressions) =>
        new([.. labels], expressions, matchesNothing: false);

    /// <summary>A selector of equality requirements; null matches nothing.</summary>
    public static LabelSelector OfLabels(IReadOnlyDictionary<string, string>? labels) => labels is null ? Nothing : Of(labels, []);

    /// <summary>Whether the labels are selected.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) => !_matchesNothing && HasLabels(labels) && MeetsExpressions(labels);

    private bool HasLabels(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (key, value) in _labels)
        {
            if (!labels.TryGetValue(key, out var actual) || actual != value)
            {
                return false;
            }
        }

        return true;
    }

    private bool MeetsExpressions(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var requirement in _expressions)
        {
            if (!requirement.IsMetBy(labels))
            {
                return false;
            }
        }

        return true;
    }
}
