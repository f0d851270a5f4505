namespace Vpa.Domain.Histograms;

/// <summary>
/// Powers computed by fixed procedures, so that bucket starts and decayed weights have the same last bit as upstream's on every platform.
/// The libraries of platforms differ there, and a saved weight may differ by 1 because of it (R15, R27).
/// </summary>
internal static class ReferencePowers
{
    private const double LogTwoHigh = 0.693147180369123816490;
    private const double LogTwoLow = 1.90821492927058770002e-10;
    private const double P1 = 0.166666666666666657415;
    private const double P2 = -2.77777777770155933842e-3;
    private const double P3 = 6.61375632143793436117e-5;
    private const double P4 = -1.65339022054652515390e-6;
    private const double P5 = 4.13813679705723846039e-8;

    /// <summary>Below this exponent a power of two is 0.</summary>
    private const double LeastExponent = -1074;

    /// <summary>A positive number to a whole power of at least 1, by squaring a split number (R15).</summary>
    public static double OfInteger(double radix, int power)
    {
        if (power == 1)
        {
            return radix;
        }

        var exponent = Math.ILogB(radix) + 1;
        var mantissa = Math.ScaleB(radix, -exponent);
        var (result, resultExponent) = (1.0, 0);
        for (var bits = power; bits != 0; bits >>= 1)
        {
            if ((bits & 1) == 1)
            {
                result *= mantissa;
                resultExponent += exponent;
            }

            mantissa *= mantissa;
            exponent <<= 1;
            if (mantissa < 0.5)
            {
                mantissa += mantissa;
                exponent--;
            }
        }

        return Math.ScaleB(result, resultExponent);
    }

    /// <summary>2 to a real power (R27); exact for whole powers.</summary>
    public static double OfTwo(double power)
    {
        if (power < LeastExponent)
        {
            return 0;
        }

        var whole = (int)(power > 0 ? power + 0.5 : power - 0.5);
        var fraction = power - whole;
        var high = fraction * LogTwoHigh;
        var low = -fraction * LogTwoLow;
        var remainder = high - low;
        var square = remainder * remainder;
        var polynomial = P1 + (square * (P2 + (square * (P3 + (square * (P4 + (square * P5)))))));
        var c = remainder - (square * polynomial);
        return Math.ScaleB(1 - (low - (remainder * c / (2 - c)) - high), whole);
    }
}
