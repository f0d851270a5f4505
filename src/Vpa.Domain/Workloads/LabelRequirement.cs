using System.Collections.Immutable;
using System.Globalization;

namespace Vpa.Domain.Workloads;

/// <summary>One requirement of a label selector.</summary>
/// <param name="Key">The label's key.</param>
/// <param name="Operator">How to compare.</param>
/// <param name="Values">The values compared with; empty for the existence operators.</param>
public sealed record LabelRequirement(string Key, LabelRequirementOperator Operator, ImmutableArray<string> Values)
{
    /// <summary>Whether labels meet the requirement (R107).</summary>
    public bool IsMetBy(IReadOnlyDictionary<string, string> labels)
    {
        var present = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            LabelRequirementOperator.In => present && Values.Contains(value!, StringComparer.Ordinal),
            LabelRequirementOperator.NotIn => !present || !Values.Contains(value!, StringComparer.Ordinal),
            LabelRequirementOperator.Exists => present,
            LabelRequirementOperator.DoesNotExist => !present,
            LabelRequirementOperator.GreaterThan => present && Order(value!) > 0,
            LabelRequirementOperator.LessThan => present && Order(value!) < 0,
            _ => false,
        };
    }

    private int Order(string value) =>
        Values.Length == 1
        && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var actual)
        && long.TryParse(Values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bound)
            ? actual.CompareTo(bound)
            : 0;
}
