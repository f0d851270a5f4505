using System.Collections.Immutable;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;

namespace Vpa.Domain.Recommending.Conditions;

/// <summary>
/// Whether writing a status would change anything (R99): quantities by value, instants exactly, empty lists equal absent ones, but an absent
/// recommendation or generation differs from a present one.
/// </summary>
public static class VpaStatusEquality
{
    /// <summary>Whether two statuses mean the same.</summary>
    public static bool AreEqual(VpaStatus left, VpaStatus right) =>
        left.ObservedGeneration == right.ObservedGeneration
        && AreEqual(left.Conditions, right.Conditions, static (a, b) => a == b)
        && (left.Recommendation, right.Recommendation) switch
        {
            (null, null) => true,
            ({ } a, { } b) => AreEqual(a.Containers, b.Containers, AreEqual),
            _ => false,
        };

    private static bool AreEqual(ContainerRecommendation left, ContainerRecommendation right) =>
        left.ContainerName == right.ContainerName
        && AreEqual(left.Target, right.Target)
        && AreEqual(left.LowerBound, right.LowerBound)
        && AreEqual(left.UpperBound, right.UpperBound)
        && AreEqual(left.UncappedTarget, right.UncappedTarget);

    private static bool AreEqual(ResourceList? left, ResourceList? right) => (left ?? ResourceList.Empty).Equals(right ?? ResourceList.Empty);

    private static bool AreEqual<T>(ImmutableArray<T> left, ImmutableArray<T> right, Func<T, T, bool> areEqual)
    {
        var (a, b) = (left.IsDefault ? [] : left, right.IsDefault ? [] : right);
        if (a.Length != b.Length)
        {
            return false;
        }

        for (var i = 0; i < a.Length; i++)
        {
            if (!areEqual(a[i], b[i]))
            {
                return false;
            }
        }

        return true;
    }
}
