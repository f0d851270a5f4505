namespace Vpa.Domain.Quantities;

/// <summary>Arithmetic shared by the two kinds of amounts: how real numbers become whole amounts.</summary>
internal static class AmountArithmetic
{
    /// <summary>The largest amount a real number can become (R1).</summary>
    public const long Max = 100_000_000_000_000;

    /// <summary>
    /// A real number cut to a whole amount between 0 and <see cref="Max"/> (R2). NaN becomes the smallest 64-bit integer, smaller than every
    /// amount (R3): a sample of it is refused and a bound of it loses against the minimum.
    /// </summary>
    public static long FromReal(double value) =>
        double.IsNaN(value) ? long.MinValue
        : value > Max ? Max
        : value < 0 ? 0
        : (long)value;

    /// <summary>An amount times a factor, cut as in R2 (R6).</summary>
    public static long Scale(long amount, double factor) => FromReal(amount * factor);

    /// <summary>The next multiple of a step at or above the amount; the amount itself for a step of 0 or less (R9).</summary>
    public static long RoundUpToMultiple(long amount, long step) =>
        step <= 0 ? amount : unchecked((long)Math.Ceiling(amount / (double)step) * step);
}
