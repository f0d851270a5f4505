namespace Vpa.Domain.Quantities;

/// <summary>What may follow the number of a quantity: nothing, a decimal or binary unit, or an exponent of ten.</summary>
internal static class QuantitySuffix
{
    /// <summary>Decimal units from 10^-9 to 10^18 in steps of 10^3; a blank stands for no unit.</summary>
    public const string DecimalUnits = "num kMGTPE";

    /// <summary>Binary units from 2^10 to 2^60 in steps of 2^10; each is followed by <c>i</c>.</summary>
    public const string BinaryUnits = "KMGTPE";

    /// <summary>The power of ten of the first decimal unit.</summary>
    public const int LeastDecimalExponent = -9;

    private const string Letters = "eEinumkKMGTP";

    /// <summary>Reads a suffix.</summary>
    /// <param name="suffix">The text after the number.</param>
    /// <param name="bound">Exponents are cut to plus or minus this.</param>
    /// <param name="format">The family the suffix stands for.</param>
    /// <param name="exponent">The power of ten, or for <see cref="QuantityFormat.BinarySi"/> the power of two.</param>
    public static QuantityFault Parse(ReadOnlySpan<byte> suffix, int bound, out QuantityFormat format, out int exponent)
    {
        (format, exponent) = (QuantityFormat.DecimalSi, 0);
        if (suffix.IsEmpty)
        {
            return QuantityFault.None;
        }

        if (suffix.Length == 1 && DecimalUnits.IndexOf((char)suffix[0]) is var unit and >= 0 && suffix[0] != ' ')
        {
            exponent = LeastDecimalExponent + (3 * unit);
            return QuantityFault.None;
        }

        if (suffix.Length == 2 && suffix[1] == 'i' && BinaryUnits.IndexOf((char)suffix[0]) is var power and >= 0)
        {
            (format, exponent) = (QuantityFormat.BinarySi, 10 * (power + 1));
            return QuantityFault.None;
        }

        if (suffix[0] is (byte)'e' or (byte)'E' && TryParseExponent(suffix[1..], bound, out exponent))
        {
            format = QuantityFormat.DecimalExponent;
            return QuantityFault.None;
        }

        return HasSuffixForm(suffix) ? QuantityFault.BadSuffix : QuantityFault.Malformed;
    }

    private static bool TryParseExponent(ReadOnlySpan<byte> text, int bound, out int exponent)
    {
        exponent = 0;
        var negative = !text.IsEmpty && text[0] == '-';
        var digits = negative || (!text.IsEmpty && text[0] == '+') ? text[1..] : text;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            exponent = Math.Min((exponent * 10) + (digit - '0'), bound);
        }

        exponent = negative ? -exponent : exponent;
        return !digits.IsEmpty;
    }

    /// <summary>Whether the text has the outer form of a suffix: letters of units, a sign, digits.</summary>
    private static bool HasSuffixForm(ReadOnlySpan<byte> text)
    {
        var position = 0;
        while (position < text.Length && Letters.Contains((char)text[position]))
        {
            position++;
        }

        if (position < text.Length && text[position] is (byte)'+' or (byte)'-')
        {
            position++;
        }

        while (position < text.Length && char.IsAsciiDigit((char)text[position]))
        {
            position++;
        }

        return position == text.Length;
    }
}
