using System.Globalization;

namespace Vpa.Domain.Quantities;

/// <summary>Canonical texts of quantities (R92, A146): a whole mantissa with the largest unit that keeps it whole.</summary>
internal static class QuantityWriter
{
    /// <summary>Enough characters for any canonical text.</summary>
    public const int MaxLength = 48;

    /// <summary>Below this magnitude a binary quantity is written in the decimal family.</summary>
    private const long LeastBinary = 1024;

    /// <summary>Writes the canonical text and returns its length.</summary>
    public static int WriteCanonical(long units, int nanos, QuantityFormat format, Span<char> destination)
    {
        if (units == 0 && nanos == 0)
        {
            destination[0] = '0';
            return 1;
        }

        return format is QuantityFormat.BinarySi && nanos == 0 && (units <= -LeastBinary || units >= LeastBinary)
            ? WriteBinary(units, destination)
            : WriteDecimal(units, nanos, format is QuantityFormat.DecimalExponent, destination);
    }

    private static int WriteBinary(long units, Span<char> destination)
    {
        var power = 0;
        for (; units % 1024 == 0; units /= 1024)
        {
            power++;
        }

        var length = Write((Int128)units, destination);
        if (power > 0)
        {
            destination[length++] = QuantitySuffix.BinaryUnits[power - 1];
            destination[length++] = 'i';
        }

        return length;
    }

    private static int WriteDecimal(long units, int nanos, bool asExponent, Span<char> destination)
    {
        var (mantissa, exponent) = Normalize(units, nanos);
        var length = Write(mantissa, destination);
        if (exponent == 0)
        {
            return length;
        }

        if (!asExponent)
        {
            destination[length++] = QuantitySuffix.DecimalUnits[(exponent - QuantitySuffix.LeastDecimalExponent) / 3];
            return length;
        }

        destination[length++] = 'e';
        return length + Write((Int128)exponent, destination[length..]);
    }

    private static (Int128 Mantissa, int Exponent) Normalize(long units, int nanos)
    {
        if (nanos != 0)
        {
            return nanos % 1_000_000 == 0 ? (((Int128)units * 1_000) + (nanos / 1_000_000), -3)
                : nanos % 1_000 == 0 ? (((Int128)units * 1_000_000) + (nanos / 1_000), -6)
                : (((Int128)units * 1_000_000_000) + nanos, -9);
        }

        var exponent = 0;
        for (; units % 1000 == 0; units /= 1000)
        {
            exponent += 3;
        }

        return (units, exponent);
    }

    private static int Write(Int128 number, Span<char> destination)
    {
        number.TryFormat(destination, out var written, default, CultureInfo.InvariantCulture);
        return written;
    }
}
