namespace Vpa.Domain.Quantities;

/// <summary>An amount of CPU in whole millicores (R1).</summary>
/// <param name="Millicores">Thousandths of a core; 0 to 10^14 when made from a real number, not limited otherwise (R7).</param>
public readonly record struct CpuAmount(long Millicores) : IComparable<CpuAmount>
{
    /// <summary>No CPU.</summary>
    public static CpuAmount Zero => default;

    /// <summary>The amount in cores (R5).</summary>
    public double Cores => Millicores / 1000.0;

    /// <summary>Cores cut to whole millicores between 0 and 10^14 (R4).</summary>
    public static CpuAmount FromCores(double cores) => new(AmountArithmetic.FromReal(cores * 1000.0));

    /// <summary>A quantity of cores, rounded up to whole millicores (R8).</summary>
    public static CpuAmount FromQuantity(Quantity cores) => new(cores.MilliValue);

    /// <summary>The amount as a decimal quantity of cores.</summary>
    public Quantity ToQuantity() => Quantity.FromMilli(Millicores);

    /// <summary>The amount times a factor, cut to whole millicores between 0 and 10^14 (R6).</summary>
    public CpuAmount ScaleTruncating(double factor) => new(AmountArithmetic.Scale(Millicores, factor));

    /// <summary>The next multiple at or above the amount; unchanged for a step of 0 or less (R9).</summary>
    public CpuAmount RoundUpToMultipleOf(long millicores) => new(AmountArithmetic.RoundUpToMultiple(Millicores, millicores));

    /// <summary>The greater of two amounts.</summary>
    public static CpuAmount Max(CpuAmount left, CpuAmount right) => left.Millicores >= right.Millicores ? left : right;

    /// <inheritdoc/>
    public int CompareTo(CpuAmount other) => Millicores.CompareTo(other.Millicores);

    /// <summary>The sum, not limited (R7).</summary>
    public static CpuAmount operator +(CpuAmount left, CpuAmount right) => new(left.Millicores + right.Millicores);

    /// <summary>Order by size.</summary>
    public static bool operator <(CpuAmount left, CpuAmount right) => left.Millicores < right.Millicores;

    /// <summary>Order by size.</summary>
    public static bool operator >(CpuAmount left, CpuAmount right) => left.Millicores > right.Millicores;

    /// <summary>Order by size.</summary>
    public static bool operator <=(CpuAmount left, CpuAmount right) => left.Millicores <= right.Millicores;

    /// <summary>Order by size.</summary>
    public static bool operator >=(CpuAmount left, CpuAmount right) => left.Millicores >= right.Millicores;

    /// <inheritdoc/>
    public override string ToString() => ToQuantity().ToString();
}
