using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Vpa.Domain.Quantities;

/// <summary>
/// A Kubernetes quantity: an exact decimal number of at most nine places with the family it is printed in. Equality and order are by
/// value, so <c>1</c> equals <c>1000m</c>; printing follows R92. Magnitudes above 2^63 - 1 whole units are held as 2^63 - 1, and
/// fractions below one nano-unit are rounded away from zero when read (A148).
/// </summary>
public readonly struct Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    /// <summary>Number of nano-units in a unit.</summary>
    internal const int NanosPerUnit = 1_000_000_000;

    private const int NanosPerMilli = 1_000_000;

    private readonly long _units;
    private readonly string? _textAsRead;
    private readonly int _nanos;

    /// <summary>A quantity of whole units and nano-units, both of one sign.</summary>
    internal Quantity(long units, int nanos, QuantityFormat format, string? textAsRead = null)
    {
        _units = units;
        _nanos = nanos;
        Format = format;
        _textAsRead = textAsRead;
    }

    /// <summary>The quantity 0, decimal.</summary>
    public static Quantity Zero => default;

    /// <summary>The family used for printing.</summary>
    public QuantityFormat Format { get; }

    /// <summary>Whether the value is exactly 0.</summary>
    public bool IsZero => (_units | (long)_nanos) == 0;

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => _units != 0 ? Math.Sign(_units) : Math.Sign(_nanos);

    /// <summary>The value in thousandths, fractions rounded away from zero, saturating at the 64-bit range (R8, U 0.2).</summary>
    public long MilliValue
    {
        get
        {
            var milli = ((Int128)_units * 1000) + AwayFromZero(_nanos, NanosPerMilli);
            return milli > long.MaxValue ? long.MaxValue : milli < long.MinValue ? long.MinValue : (long)milli;
        }
    }

    /// <summary>The value in whole units, fractions rounded away from zero, saturating at the 64-bit range (R8, U 0.2).</summary>
    public long Value => _units is long.MaxValue or long.MinValue ? _units : _units + Math.Sign(_nanos);

    /// <summary>Whether the value is a whole number of thousandths (A71, A86).</summary>
    public bool IsWholeMilli => _nanos % NanosPerMilli == 0;

    /// <summary>Whether the value is a whole number (A72).</summary>
    public bool IsWhole => _nanos == 0;

    /// <summary>In billionths, exact; the nearest end of the range of a <see cref="long"/> where it does not fit.</summary>
    /// <value>For CPU these are nanocores, the unit in which usage is measured.</value>
    public long NanoValue => (long)Int128.Clamp(((Int128)_units * NanosPerUnit) + _nanos, long.MinValue, long.MaxValue);

    /// <summary>A quantity of so many billionths, for CPU nanocores.</summary>
    public static Quantity FromNano(long nano, QuantityFormat format = QuantityFormat.DecimalSi) =>
        new(nano / NanosPerUnit, (int)(nano % NanosPerUnit), format);

    /// <summary>A quantity of so many thousandths.</summary>
    public static Quantity FromMilli(long milli, QuantityFormat format = QuantityFormat.DecimalSi) =>
        new(milli / 1000, (int)(milli % 1000) * NanosPerMilli, format);

    /// <summary>A quantity of so many whole units.</summary>
    public static Quantity FromUnits(long units, QuantityFormat format = QuantityFormat.DecimalSi) => new(units, 0, format);

    /// <summary>A binary quantity of so many whole units (bytes).</summary>
    public static Quantity FromBytes(long bytes) => new(bytes, 0, QuantityFormat.BinarySi);

    /// <summary>What is said of a text that has not the form of a quantity: the words Kubernetes clients know (A53).</summary>
    public const string MalformedText = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    /// <summary>What is said where the number is fine and the letters after it are not (A53).</summary>
    public const string BadSuffixText = "unable to parse quantity's suffix";

    /// <summary>Reads a quantity; false for anything outside the grammar (ASCII, at most 64 characters, at least one digit).</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Quantity quantity) => Read(text, out quantity) is QuantityFault.None;

    /// <summary>Reads a quantity from UTF-8, as <see cref="TryParse(string?, out Quantity)"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Quantity quantity) => Read(utf8, null, out quantity) is QuantityFault.None;

    /// <summary>Reads a quantity from UTF-8.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="quantity">The quantity; 0 where there is none.</param>
    /// <param name="fault"><see cref="MalformedText"/> or <see cref="BadSuffixText"/>; null where it is a quantity.</param>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Quantity quantity, [NotNullWhen(false)] out string? fault)
    {
        var found = Read(utf8, null, out quantity);
        fault = found is QuantityFault.None ? null : QuantityParser.Describe(found);
        return fault is null;
    }

    /// <summary>Reads a quantity.</summary>
    /// <exception cref="FormatException">The text is no quantity; the message names it and says why in the words Kubernetes clients know (A53).</exception>
    public static Quantity Parse(string text)
    {
        var fault = Read(text, out var quantity);
        return fault is QuantityFault.None ? quantity : throw new FormatException($"'{text}' is no quantity: {QuantityParser.Describe(fault)}");
    }

    /// <summary>The same value in another family.</summary>
    public Quantity WithFormat(QuantityFormat format) => format == Format ? this : new(_units, _nanos, format);

    /// <inheritdoc/>
    public int CompareTo(Quantity other)
    {
        var byUnits = _units.CompareTo(other._units);
        return byUnits != 0 ? byUnits : _nanos.CompareTo(other._nanos);
    }

    /// <inheritdoc/>
    public bool Equals(Quantity other) => _units == other._units && _nanos == other._nanos;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_units, _nanos);

    /// <summary>The text of R92: canonical, or for some short decimal texts exactly what was read.</summary>
    public override string ToString()
    {
        if (_textAsRead is not null)
        {
            return _textAsRead;
        }

        Span<char> buffer = stackalloc char[QuantityWriter.MaxLength];
        return new string(buffer[..QuantityWriter.WriteCanonical(_units, _nanos, Format, buffer)]);
    }

    /// <summary>The exact sum in the left operand's family, saturating at the 64-bit range of whole units.</summary>
    public static Quantity operator +(Quantity left, Quantity right) => Add(left, right);

    /// <inheritdoc cref="op_Addition"/>
    public static Quantity Add(Quantity left, Quantity right)
    {
        var nanos = (((Int128)left._units + right._units) * NanosPerUnit) + left._nanos + right._nanos;
        var units = nanos / NanosPerUnit;
        return units > long.MaxValue ? new(long.MaxValue, 0, left.Format)
            : units < long.MinValue ? new(long.MinValue, 0, left.Format)
            : new((long)units, (int)(nanos % NanosPerUnit), left.Format);
    }

    /// <summary>Equality by value.</summary>
    public static bool operator ==(Quantity left, Quantity right) => left.Equals(right);

    /// <summary>Inequality by value.</summary>
    public static bool operator !=(Quantity left, Quantity right) => !left.Equals(right);

    /// <summary>Order by value.</summary>
    public static bool operator <(Quantity left, Quantity right) => left.CompareTo(right) < 0;

    /// <summary>Order by value.</summary>
    public static bool operator >(Quantity left, Quantity right) => left.CompareTo(right) > 0;

    /// <summary>Order by value.</summary>
    public static bool operator <=(Quantity left, Quantity right) => left.CompareTo(right) <= 0;

    /// <summary>Order by value.</summary>
    public static bool operator >=(Quantity left, Quantity right) => left.CompareTo(right) >= 0;

    private static int AwayFromZero(int dividend, int divisor) => (dividend / divisor) + Math.Sign(dividend % divisor);

    private static QuantityFault Read(string? text, out Quantity quantity)
    {
        if (text is null || text.Length > QuantityParser.MaxLength)
        {
            quantity = default;
            return QuantityFault.Malformed;
        }

        Span<byte> ascii = stackalloc byte[QuantityParser.MaxLength];
        if (!Ascii.IsValid(text))
        {
            quantity = default;
            return QuantityFault.Malformed;
        }

        var length = Encoding.ASCII.GetBytes(text, ascii);
        return Read(ascii[..length], text, out quantity);
    }

    private static QuantityFault Read(ReadOnlySpan<byte> ascii, string? text, out Quantity quantity)
    {
        var fault = QuantityParser.Parse(ascii, out var units, out var nanos, out var format, out var keepsText);
        quantity = fault is QuantityFault.None
            ? new(units, nanos, format, keepsText ? text ?? Encoding.ASCII.GetString(ascii) : null)
            : default;
        return fault;
    }
}
