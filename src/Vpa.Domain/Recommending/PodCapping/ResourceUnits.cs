using Vpa.Domain.Quantities;

namespace Vpa.Domain.Recommending.PodCapping;

/// <summary>
/// Exact arithmetic in the unit a resource is scaled in: thousandths for cpu, whole units (bytes) for everything else. Products are
/// formed in 128 bits, so no division loses anything but its own remainder.
/// </summary>
internal static class ResourceUnits
{
    /// <summary>The amount in the resource's unit, fractions rounded away from zero.</summary>
    public static long Of(string resource, Quantity quantity) => resource == ResourceNames.Cpu ? quantity.MilliValue : quantity.Value;

    /// <summary>A quantity of so many of the resource's units.</summary>
    public static Quantity ToQuantity(string resource, long units, QuantityFormat format) =>
        resource == ResourceNames.Cpu ? Quantity.FromMilli(units, format) : Quantity.FromUnits(units, format);

    /// <summary>floor(a * b / divisor), saturating at the 64-bit range.</summary>
    /// <param name="a">First factor.</param>
    /// <param name="b">Second factor.</param>
    /// <param name="divisor">Not 0.</param>
    /// <param name="saturated">Whether the exact result lies outside the 64-bit range.</param>
    public static long ScaleDown(long a, long b, long divisor, out bool saturated)
    {
        var (quotient, remainder) = Int128.DivRem((Int128)a * b, divisor);
        if (remainder != 0 && Int128.IsNegative(remainder) != divisor < 0)
        {
            quotient--;
        }

        return Saturate(quotient, out saturated);
    }

    /// <summary>ceil(a * b / divisor), saturating at the 64-bit range.</summary>
    /// <param name="a">First factor.</param>
    /// <param name="b">Second factor.</param>
    /// <param name="divisor">Not 0.</param>
    public static long ScaleUp(long a, long b, long divisor)
    {
        var (quotient, remainder) = Int128.DivRem((Int128)a * b, divisor);
        if (remainder != 0 && Int128.IsNegative(remainder) == divisor < 0)
        {
            quotient++;
        }

        return Saturate(quotient, out _);
    }

    /// <summary>How two quantities compare when both are rounded up to thousandths, whatever the resource (A115, A117).</summary>
    public static int CompareInMilli(Quantity left, Quantity right)
    {
        var (l, r) = (left.MilliValue, right.MilliValue);
        return l is long.MaxValue || r is long.MaxValue ? left.CompareTo(right) : l.CompareTo(r);
    }

    private static long Saturate(Int128 value, out bool saturated)
    {
        saturated = value > long.MaxValue || value < long.MinValue;
        return saturated ? (Int128.IsNegative(value) ? long.MinValue : long.MaxValue) : (long)value;
    }
}
