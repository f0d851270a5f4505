namespace Vpa.Domain.Updating;

/// <summary>How urgently a pod wants an update (U55, U56). Greater means earlier: <see cref="ScaleUp"/> first, then <see cref="ResourceDiff"/> (U62).</summary>
/// <param name="OutsideRange">Whether some request lies outside its recommended range, or is missing; plays no part in the order.</param>
/// <param name="ScaleUp">Whether some container wants more than it requests.</param>
/// <param name="ResourceDiff">Sum over the resources of |requested - recommended| / requested, both summed over the pod's containers.</param>
public readonly record struct UpdatePriority(bool OutsideRange, bool ScaleUp, double ResourceDiff) : IComparable<UpdatePriority>
{
    /// <inheritdoc/>
    public int CompareTo(UpdatePriority other) =>
        ScaleUp != other.ScaleUp ? ScaleUp.CompareTo(other.ScaleUp) : ResourceDiff.CompareTo(other.ResourceDiff);

    /// <summary>Order by urgency.</summary>
    public static bool operator <(UpdatePriority left, UpdatePriority right) => left.CompareTo(right) < 0;

    /// <summary>Order by urgency.</summary>
    public static bool operator >(UpdatePriority left, UpdatePriority right) => left.CompareTo(right) > 0;

    /// <summary>Order by urgency.</summary>
    public static bool operator <=(UpdatePriority left, UpdatePriority right) => left.CompareTo(right) <= 0;

    /// <summary>Order by urgency.</summary>
    public static bool operator >=(UpdatePriority left, UpdatePriority right) => left.CompareTo(right) >= 0;
}
