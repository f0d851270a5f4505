using Vpa.Domain.Quantities;

namespace Vpa.Domain.Recommending;

/// <summary>Rounds estimates and turns them into quantities (R84, R85).</summary>
internal static class AmountPresentation
{
    private const int LeastUnitBits = 10;
    private const int GreatestUnitBits = 40;

    /// <summary>CPU as a quantity, rounded up to the step of the options.</summary>
    public static Quantity Present(CpuAmount amount, RecommendationOptions options) =>
        amount.RoundUpToMultipleOf(options.RoundCpuMillicores).ToQuantity();

    /// <summary>Memory as a quantity, rounded up to the step of the options and humanised if they ask for it.</summary>
    public static Quantity Present(MemoryAmount amount, RecommendationOptions options)
    {
        var rounded = amount.RoundUpToMultipleOf(options.RoundMemoryBytes);
        return options.HumanizeMemory ? Quantity.Parse(Humanize(rounded.Bytes)) : rounded.ToQuantity();
    }

    /// <summary>
    /// An amount of at least 0 with two decimals of the largest unit from Ki to Ti that is not above it, ties to the even digit;
    /// below 1024 the plain number (R85).
    /// </summary>
    public static string Humanize(long bytes)
    {
        var bits = GreatestUnitBits;
        while (bits >= LeastUnitBits && bytes >> bits == 0)
        {
            bits -= 10;
        }

        if (bits < LeastUnitBits)
        {
            return FormattableString.Invariant($"{bytes}");
        }

        var (hundredths, rest) = Int128.DivRem((Int128)bytes * 100, (Int128)1 << bits);
        var half = (Int128)1 << (bits - 1);
        if (rest > half || (rest == half && Int128.IsOddInteger(hundredths)))
        {
            hundredths++;
        }

        return FormattableString.Invariant($"{hundredths / 100}.{hundredths % 100:00}{"KMGT"[(bits / 10) - 1]}i");
    }
}
