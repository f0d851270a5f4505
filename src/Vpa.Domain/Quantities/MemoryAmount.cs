namespace Vpa.Domain.Quantities;

/// <summary>An amount of memory in whole bytes (R1).</summary>
/// <param name="Bytes">Bytes; 0 to 10^14 when made from a real number, not limited otherwise (R7).</param>
public readonly record struct MemoryAmount(long Bytes) : IComparable<MemoryAmount>
{
    /// <summary>No memory.</summary>
    public static MemoryAmount Zero => default;

    /// <summary>A real number of bytes cut to a whole number between 0 and 10^14 (R2, R5).</summary>
    public static MemoryAmount FromRealBytes(double bytes) => new(AmountArithmetic.FromReal(bytes));

    /// <summary>A quantity of bytes, rounded up to a whole number (R8).</summary>
    public static MemoryAmount FromQuantity(Quantity bytes) => new(bytes.Value);

    /// <summary>The amount as a binary quantity of bytes.</summary>
    public Quantity ToQuantity() => Quantity.FromBytes(Bytes);

    /// <summary>The amount times a factor, cut to whole bytes between 0 and 10^14 (R6).</summary>
    public MemoryAmount ScaleTruncating(double factor) => new(AmountArithmetic.Scale(Bytes, factor));

    /// <summary>The next multiple at or above the amount; unchanged for a step of 0 or less (R9).</summary>
    public MemoryAmount RoundUpToMultipleOf(long bytes) => new(AmountArithmetic.RoundUpToMultiple(Bytes, bytes));

    /// <summary>The greater of two amounts.</summary>
    public static MemoryAmount Max(MemoryAmount left, MemoryAmount right) => left.Bytes >= right.Bytes ? left : right;

    /// <inheritdoc/>
    public int CompareTo(MemoryAmount other) => Bytes.CompareTo(other.Bytes);

    /// <summary>The sum, not limited (R7).</summary>
    public static MemoryAmount operator +(MemoryAmount left, MemoryAmount right) => new(left.Bytes + right.Bytes);

    /// <summary>Order by size.</summary>
    public static bool operator <(MemoryAmount left, MemoryAmount right) => left.Bytes < right.Bytes;

    /// <summary>Order by size.</summary>
    public static bool operator >(MemoryAmount left, MemoryAmount right) => left.Bytes > right.Bytes;

    /// <summary>Order by size.</summary>
    public static bool operator <=(MemoryAmount left, MemoryAmount right) => left.Bytes <= right.Bytes;

    /// <summary>Order by size.</summary>
    public static bool operator >=(MemoryAmount left, MemoryAmount right) => left.Bytes >= right.Bytes;

    /// <inheritdoc/>
    public override string ToString() => ToQuantity().ToString();
}
