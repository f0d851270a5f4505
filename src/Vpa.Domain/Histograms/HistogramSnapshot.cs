using System.Collections.Immutable;

namespace Vpa.Domain.Histograms;

/// <summary>The exact state of a decaying histogram, for the database.</summary>
/// <param name="ReferenceTimestamp">The instant at which a sample has its plain weight; null before the first sample.</param>
/// <param name="FirstBucket">Bucket of the first weight.</param>
/// <param name="Weights">Weights of consecutive buckets.</param>
/// <param name="TotalWeight">Sum of the weights added, which may differ from the sum of <paramref name="Weights"/> by residues.</param>
public sealed record HistogramSnapshot(DateTimeOffset? ReferenceTimestamp, int FirstBucket, ImmutableArray<double> Weights, double TotalWeight)
{
    /// <summary>A histogram without samples.</summary>
    public static HistogramSnapshot Empty { get; } = new(null, 0, [], 0);

    /// <summary>Whether both hold the same numbers.</summary>
    public bool Equals(HistogramSnapshot? other) => other is not null
        && ReferenceTimestamp == other.ReferenceTimestamp
        && FirstBucket == other.FirstBucket
        && TotalWeight.Equals(other.TotalWeight)
        && Weights.AsSpan().SequenceEqual(other.Weights.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ReferenceTimestamp, FirstBucket, Weights.Length, TotalWeight);

    /// <summary>What is wrong with it for a scheme; null when it can be restored.</summary>
    internal string? FaultFor(BucketScheme scheme)
    {
        if (!IsWeight(TotalWeight))
        {
            return $"the total weight must be a number of at least 0, not {TotalWeight}";
        }

        if (Weights.IsDefault || FirstBucket < 0 || FirstBucket + (long)Weights.Length > scheme.Count)
        {
            return $"buckets must lie within 0 and {scheme.Count - 1}";
        }

        return Weights.All(IsWeight) ? null : "weights must be numbers of at least 0";
    }

    private static bool IsWeight(double value) => double.IsFinite(value) && value >= 0;
}
