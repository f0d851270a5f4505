using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>The order in which VPAs are handled, so that a run that is cut short does not starve the same VPAs every time (U17).</summary>
public static class VpaRotation
{
    /// <summary>Items by namespace and name, beginning after the VPA that was last served when a run was cut short.</summary>
    /// <param name="items">What to order.</param>
    /// <param name="keyOf">The VPA of an item.</param>
    /// <param name="lastServed">That VPA; null begins at the first.</param>
    public static IReadOnlyList<T> After<T>(IEnumerable<T> items, Func<T, NamespacedName> keyOf, NamespacedName? lastServed)
    {
        var ordered = items
            .OrderBy(i => keyOf(i).Namespace, StringComparer.Ordinal)
            .ThenBy(i => keyOf(i).Name, StringComparer.Ordinal)
            .ToList();
        var start = lastServed is { } last ? ordered.FindIndex(i => Compare(keyOf(i), last) > 0) : 0;
        return start <= 0 ? ordered : [.. ordered.Skip(start), .. ordered.Take(start)];
    }

    private static int Compare(NamespacedName left, NamespacedName right)
    {
        var byNamespace = string.CompareOrdinal(left.Namespace, right.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(left.Name, right.Name);
    }
}
