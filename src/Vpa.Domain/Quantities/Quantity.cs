using System.Diagnostics.CodeAnalysis;

namespace Vpa.Domain.Quantities;

/// <summary>
/// A Kubernetes quantity: an exact number of nano-units with the family it is printed in. Equality and order are by value, so
/// <c>1</c> equals <c>1000m</c>; printing follows R92.
/// </summary>
public readonly struct Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    /// <summary>The quantity 0, decimal.</summary>
    public static Quantity Zero => default;

    /// <summary>The family used for printing.</summary>
    public QuantityFormat Format => throw new NotSupportedException();

    /// <summary>Whether the value is exactly 0.</summary>
    public bool IsZero => throw new NotSupportedException();

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => throw new NotSupportedException();

    /// <summary>The value in thousandths, fractions rounded away from zero, saturating at the 64-bit range (R8, U 0.2).</summary>
    public long MilliValue => throw new NotSupportedException();

    /// <summary>The value in whole units, fractions rounded away from zero, saturating at the 64-bit range (R8, U 0.2).</summary>
    public long Value => throw new NotSupportedException();

    /// <summary>A decimal quantity of so many thousandths.</summary>
    public static Quantity FromMilli(long milli) => throw new NotSupportedException();

    /// <summary>A binary quantity of so many whole units (bytes).</summary>
    public static Quantity FromBytes(long bytes) => throw new NotSupportedException();

    /// <summary>Reads a quantity; false for anything outside the grammar (ASCII, at most 64 characters).</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Quantity quantity) => throw new NotSupportedException();

    /// <summary>Reads a quantity from UTF-8, as <see cref="TryParse(string?, out Quantity)"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Quantity quantity) => throw new NotSupportedException();

    /// <summary>Reads a quantity.</summary>
    /// <exception cref="FormatException">The text is no quantity; the message names it.</exception>
    public static Quantity Parse(string text) => throw new NotSupportedException();

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => throw new NotSupportedException();

    /// <inheritdoc/>
    public bool Equals(Quantity other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => throw new NotSupportedException();

    /// <summary>The canonical text (R92).</summary>
    public override string ToString() => throw new NotSupportedException();

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
}
