using System.Numerics;

namespace Vpa.Domain.Quantities;

/// <summary>
/// The grammar of quantities: a sign, digits with an optional point, and a decimal suffix, a binary suffix or an exponent. Everything of
/// up to 18 digits is read with 64-bit integers; longer numbers and binary fractions take an exact but slower way. The length of the text and
/// the reach of the exponent are bounded, so hostile input costs no more than ordinary input.
/// </summary>
internal static class QuantityParser
{
    /// <summary>The longest text that is looked at, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>Numbers of up to this many digits fit a 64-bit integer.</summary>
    private const int MaxFastDigits = 18;

    /// <summary>Exponents beyond this give the largest or smallest magnitude whatever the digits are.</summary>
    private const int ExponentBound = 1000;

    private static readonly long[] PowersOfTen = [.. Enumerable.Range(0, MaxFastDigits + 1).Select(i => (long)BigInteger.Pow(10, i))];

    /// <summary>The words for a fault that Kubernetes clients use (A53).</summary>
    public static string Describe(QuantityFault fault) => fault is QuantityFault.BadSuffix ? Quantity.BadSuffixText : Quantity.MalformedText;

    /// <summary>Reads a quantity from ASCII.</summary>
    /// <param name="text">The text.</param>
    /// <param name="units">Whole units, with the sign.</param>
    /// <param name="nanos">Nano-units beyond them, with the same sign.</param>
    /// <param name="format">The family.</param>
    /// <param name="keepsText">Whether the text is printed as read although it is not canonical (the exception of R92).</param>
    public static QuantityFault Parse(ReadOnlySpan<byte> text, out long units, out int nanos, out QuantityFormat format, out bool keepsText)
    {
        (units, nanos, format, keepsText) = (0, 0, QuantityFormat.DecimalSi, false);
        var negative = !text.IsEmpty && text[0] == '-';
        var position = negative || (!text.IsEmpty && text[0] == '+') ? 1 : 0;
        var digitsStart = position;
        position = SkipDigits(text, position);
        var whole = text[digitsStart..position];
        var fraction = default(ReadOnlySpan<byte>);
        if (position < text.Length && text[position] == '.')
        {
            var end = SkipDigits(text, position + 1);
            fraction = text[(position + 1)..end];
            position = end;
        }

        if (text.Length > MaxLength || whole.Length + fraction.Length == 0)
        {
            return QuantityFault.Malformed;
        }

        var fault = QuantitySuffix.Parse(text[position..], ExponentBound, out format, out var exponent);
        if (fault is not QuantityFault.None)
        {
            return fault;
        }

        whole = whole.TrimStart((byte)'0');
        (units, nanos) = Magnitude(whole, fraction, format, exponent);
        if (format is QuantityFormat.BinarySi && units == 0 && nanos != 0)
        {
            format = QuantityFormat.DecimalSi;
        }

        (units, nanos) = negative ? (-units, -nanos) : (units, nanos);
        keepsText = IsKeptAsRead(whole, fraction, format, exponent) && !IsCanonical(text, units, nanos, format);
        return QuantityFault.None;
    }

    private static int SkipDigits(ReadOnlySpan<byte> text, int position)
    {
        while (position < text.Length && char.IsAsciiDigit((char)text[position]))
        {
            position++;
        }

        return position;
    }

    private static (long Units, int Nanos) Magnitude(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, QuantityFormat format, int exponent)
    {
        var isFast = whole.Length + fraction.Length <= MaxFastDigits;
        if (format is QuantityFormat.BinarySi)
        {
            return isFast && fraction.IsEmpty
                ? Saturated((UInt128)(ulong)Digits(whole, []) << exponent)
                : Exact(whole, fraction, decimalExponent: 0, binaryExponent: exponent);
        }

        return isFast
            ? Decimal(Digits(whole, fraction), exponent - fraction.Length)
            : Exact(whole, fraction, exponent, binaryExponent: 0);
    }

    private static long Digits(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction)
    {
        var value = 0L;
        foreach (var digit in whole)
        {
            value = (value * 10) + (digit - '0');
        }

        foreach (var digit in fraction)
        {
            value = (value * 10) + (digit - '0');
        }

        return value;
    }

    /// <summary><paramref name="digits"/> (below 10^18) times 10^<paramref name="scale"/>.</summary>
    private static (long Units, int Nanos) Decimal(long digits, int scale)
    {
        if (digits == 0)
        {
            return (0, 0);
        }

        if (scale >= 0)
        {
            return scale > MaxFastDigits ? (long.MaxValue, 0) : Saturated((UInt128)(ulong)digits * (ulong)PowersOfTen[scale]);
        }

        if (scale >= -9)
        {
            var (quotient, remainder) = Math.DivRem(digits, PowersOfTen[-scale]);
            return (quotient, (int)(remainder * PowersOfTen[9 + scale]));
        }

        var dropped = -scale - 9;
        var nanos = dropped > MaxFastDigits ? 1 : (digits / PowersOfTen[dropped]) + (digits % PowersOfTen[dropped] == 0 ? 0 : 1);
        return (nanos / Quantity.NanosPerUnit, (int)(nanos % Quantity.NanosPerUnit));
    }

    private static (long Units, int Nanos) Saturated(UInt128 units) => (units > long.MaxValue ? long.MaxValue : (long)units, 0);

    private static (long Units, int Nanos) Exact(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, int decimalExponent, int binaryExponent)
    {
        var numerator = BigInteger.Zero;
        foreach (var part in (ReadOnlySpan<int>)[0, 1])
        {
            foreach (var digit in part == 0 ? whole : fraction)
            {
                numerator = (numerator * 10) + (digit - '0');
            }
        }

        numerator <<= binaryExponent;
        var scale = decimalExponent - fraction.Length + 9;
        numerator *= BigInteger.Pow(10, Math.Max(scale, 0));
        var nanos = BigInteger.DivRem(numerator, BigInteger.Pow(10, Math.Max(-scale, 0)), out var remainder);
        nanos += remainder.IsZero ? 0 : 1;
        var units = BigInteger.DivRem(nanos, Quantity.NanosPerUnit, out var rest);
        return units >= long.MaxValue ? (long.MaxValue, 0) : ((long)units, (int)rest);
    }

    private static bool IsKeptAsRead(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, QuantityFormat format, int exponent)
    {
        var scale = exponent - fraction.Length;
        if (format is QuantityFormat.BinarySi || whole.IsEmpty || whole.Length + fraction.Length > MaxFastDigits || scale % 3 != 0 || scale < -9)
        {
            return false;
        }

        Span<byte> digits = stackalloc byte[MaxFastDigits];
        whole.CopyTo(digits);
        fraction.CopyTo(digits[whole.Length..]);
        return !digits[..(whole.Length + fraction.Length)].EndsWith("000"u8);
    }

    private static bool IsCanonical(ReadOnlySpan<byte> text, long units, int nanos, QuantityFormat format)
    {
        Span<char> canonical = stackalloc char[QuantityWriter.MaxLength];
        var length = QuantityWriter.WriteCanonical(units, nanos, format, canonical);
        return length == text.Length && System.Text.Ascii.Equals(text, canonical[..length]);
    }
}
