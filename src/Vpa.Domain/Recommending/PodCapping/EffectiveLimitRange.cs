using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Recommending.PodCapping;

/// <summary>All LimitRange items of one type in a namespace, folded into one (A104, U45). Only cpu and memory are kept.</summary>
/// <param name="Max">The smallest maximum a resource.</param>
/// <param name="Min">The largest minimum a resource.</param>
/// <param name="Default">The default limits of the last item that has any, taken whole.</param>
public sealed record EffectiveLimitRange(ResourceList Max, ResourceList Min, ResourceList Default)
{
    /// <summary>The item type that constrains single containers.</summary>
    public const string ContainerType = "Container";

    /// <summary>The item type that constrains the sum over a pod's containers.</summary>
    public const string PodType = "Pod";

    /// <summary>
    /// Folds the items of a type. Which default wins depends on the order of the LimitRanges, so they are to be given in the order of
    /// their names.
    /// </summary>
    /// <returns>The folded item; null when no item of the type has a max, min or default.</returns>
    public static EffectiveLimitRange? Of(IReadOnlyList<LimitRange> limitRanges, string type)
    {
        ArgumentNullException.ThrowIfNull(limitRanges);
        EffectiveLimitRange? folded = null;
        for (var i = 0; i < limitRanges.Count; i++)
        {
            foreach (var item in limitRanges[i].Items)
            {
                if (item.Type == type && (item.Max ?? item.Min ?? item.Default) is not null)
                {
                    folded = folded is null ? Of(item) : folded.FoldedWith(item);
                }
            }
        }

        return folded;
    }

    private static EffectiveLimitRange Of(LimitRangeItem item) => new(
        Fold(ResourceList.Empty, item.Max, wanted: 1),
        Fold(ResourceList.Empty, item.Min, wanted: 1),
        item.Default ?? ResourceList.Empty);

    private EffectiveLimitRange FoldedWith(LimitRangeItem item) => new(
        Fold(Max, item.Max, wanted: -1),
        Fold(Min, item.Min, wanted: 1),
        item.Default ?? Default);

    /// <summary>For cpu and memory the one value there is, or of two the one that compares to the other as wanted.</summary>
    private static ResourceList Fold(ResourceList folded, ResourceList? added, int wanted) =>
        added is null ? folded : ResourceList.Of(
            Fold(folded.Find(ResourceNames.Cpu), added.Find(ResourceNames.Cpu), wanted),
            Fold(folded.Find(ResourceNames.Memory), added.Find(ResourceNames.Memory), wanted));

    private static Quantity? Fold(Quantity? folded, Quantity? added, int wanted) =>
        folded is { } f && added is { } a ? (Math.Sign(a.CompareTo(f)) == wanted ? a : f) : folded ?? added;
}
