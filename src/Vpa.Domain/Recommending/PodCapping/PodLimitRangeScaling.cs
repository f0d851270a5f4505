using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Recommending.PodCapping;

/// <summary>Scales one field of the recommendations of a pod so that the sums fit a Pod-type LimitRange (A109, U48).</summary>
internal static class PodLimitRangeScaling
{
    /// <summary>Scales cpu, then memory.</summary>
    /// <param name="values">The field by container index; null or empty where a container has no values, which stays so (Q11).</param>
    /// <param name="incoming">Each container's requests and limits before the change.</param>
    /// <param name="item">The folded Pod-type item.</param>
    public static void Scale(ResourceList?[] values, ContainerResources[] incoming, EffectiveLimitRange item)
    {
        Scale(ResourceNames.Cpu, values, incoming, item);
        Scale(ResourceNames.Memory, values, incoming, item);
    }

    private static void Scale(string resource, ResourceList?[] values, ContainerResources[] incoming, EffectiveLimitRange item)
    {
        var (min, max) = (item.Min[resource], item.Max[resource]);
        var (sum, limitSum) = Sums(resource, values, incoming, item.Default[resource]);
        if (limitSum.IsZero || (min <= limitSum && min <= sum && (max.IsZero || max >= limitSum)))
        {
            return;
        }

        if (min > sum)
        {
            Share(resource, values, min, sum, roundUp: resource == ResourceNames.Cpu);
        }
        else
        {
            Share(resource, values, !max.IsZero && max < limitSum ? max : min, limitSum, roundUp: false);
        }
    }

    private static (Quantity Sum, Quantity LimitSum) Sums(
        string resource, ResourceList?[] values, ContainerResources[] incoming, Quantity defaultLimit)
    {
        var (sum, limitSum) = (Quantity.Zero, Quantity.Zero);
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i]?[resource] ?? Quantity.Zero;
            sum += value;
            limitSum += ProportionalLimits.For(resource, incoming[i], value, defaultLimit, out _) ?? Quantity.Zero;
        }

        return (sum, limitSum);
    }

    /// <summary>
    /// Gives each container value * total / whole. A container that has other values but not this one gets 0 (A112), which the steps
    /// that follow may raise; nothing ever becomes negative.
    /// </summary>
    private static void Share(string resource, ResourceList?[] values, Quantity total, Quantity whole, bool roundUp)
    {
        var (totalUnits, wholeUnits) = (ResourceUnits.Of(resource, total), ResourceUnits.Of(resource, whole));
        if (wholeUnits == 0)
        {
            return; // Negative values in a hand-written status can cancel out.
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is { Count: > 0 } list)
            {
                var value = list[resource];
                var units = ResourceUnits.Of(resource, value);
                var share = roundUp
                    ? ResourceUnits.ScaleUp(units, totalUnits, wholeUnits)
                    : ResourceUnits.ScaleDown(units, totalUnits, wholeUnits, out _);
                values[i] = list.With(resource, ResourceUnits.ToQuantity(resource, Math.Max(share, 0), value.Format));
            }
        }
    }
}
