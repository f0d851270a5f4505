using System.Collections.Immutable;
using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Wire;

/// <summary>Maps label selectors, as objects and as texts (R107).</summary>
internal static class LabelSelectorMapper
{
    /// <summary>Maps a selector; null selects nothing. False when an operator is unknown: such a selector cannot be trusted at all.</summary>
    public static bool TryMap(WireLabelSelector? wire, out LabelSelector selector)
    {
        selector = LabelSelector.Nothing;
        if (wire is null)
        {
            return true;
        }

        var expressions = ImmutableArray.CreateBuilder<LabelRequirement>();
        foreach (var expression in wire.MatchExpressions ?? [])
        {
            if (OperatorOf(expression?.Operator) is not { } @operator || string.IsNullOrEmpty(expression!.Key))
            {
                return false;
            }

            expressions.Add(new(expression.Key, @operator, [.. expression.Values ?? []]));
        }

        selector = LabelSelector.Of(wire.MatchLabels ?? CompactStringMap.Empty, expressions.ToImmutable());
        return true;
    }

    private static LabelRequirementOperator? OperatorOf(string? text) => text switch
    {
        "In" => LabelRequirementOperator.In,
        "NotIn" => LabelRequirementOperator.NotIn,
        "Exists" => LabelRequirementOperator.Exists,
        "DoesNotExist" => LabelRequirementOperator.DoesNotExist,
        _ => null,
    };
}
