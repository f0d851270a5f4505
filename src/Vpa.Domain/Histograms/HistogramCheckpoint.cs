using System.Collections.Immutable;

namespace Vpa.Domain.Histograms;

/// <summary>A decaying histogram as a checkpoint object holds it (R38): weights to four digits.</summary>
/// <param name="ReferenceTimestamp">The instant at which a sample has its plain weight; null for none.</param>
/// <param name="BucketWeights">Weights by bucket, ascending, the heaviest 10000.</param>
/// <param name="TotalWeight">Sum of the real weights.</param>
public sealed record HistogramCheckpoint(DateTimeOffset? ReferenceTimestamp, ImmutableArray<BucketWeight> BucketWeights, double TotalWeight)
{
    /// <summary>The weight the heaviest bucket is written with (R39).</summary>
    public const int HeaviestWeight = 10000;

    /// <summary>Whether both hold the same numbers.</summary>
    public bool Equals(HistogramCheckpoint? other) => other is not null
        && ReferenceTimestamp == other.ReferenceTimestamp
        && TotalWeight.Equals(other.TotalWeight)
        && BucketWeights.AsSpan().SequenceEqual(other.BucketWeights.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ReferenceTimestamp, BucketWeights.Length, TotalWeight);

    /// <summary>What is wrong with it for a scheme; null when it can be loaded (R41).</summary>
    internal string? FaultFor(BucketScheme scheme)
    {
        if (!double.IsFinite(TotalWeight) || TotalWeight < 0)
        {
            return $"totalWeight must be a number of at least 0, not {TotalWeight}";
        }

        foreach (var (bucket, _) in BucketWeights)
        {
            if (bucket < 0 || bucket >= scheme.Count)
            {
                return $"bucketWeights must have indices from 0 to {scheme.Count - 1}, not {bucket}";
            }
        }

        return null;
    }
}
