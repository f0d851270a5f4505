using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Vpa.Domain.Histograms;

/// <summary>
/// Weights of values by bucket. Only the span of buckets ever touched is stored, so a history of steady usage takes few bytes and adding to it
/// allocates nothing. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// The range (<c>min</c>..<c>max</c>) is the span of buckets that weigh at least epsilon. Lighter residues outside it stay in their bucket
/// and in the total, but are neither scaled nor counted by percentiles (R18, R20, R24).
/// </remarks>
internal sealed class Histogram(BucketScheme scheme)
{
    private double[] _weights = [];
    private int _firstStored;
    private double _total;
    private int _min = scheme.Count - 1;
    private int _max;

    // Whether the weights are a snapshot's, which must not change. Most histories that are loaded are not fed at once, and would otherwise be held twice.
    private bool _isShared;

    /// <summary>The buckets.</summary>
    public BucketScheme Scheme => scheme;

    /// <summary>Sum of the weights added (R17).</summary>
    public double Total => _total;

    /// <summary>Whether no bucket weighs at least epsilon (R21).</summary>
    public bool IsEmpty => this[_min] < scheme.Epsilon;

    /// <summary>Bytes held by the stored weights.</summary>
    public int StoredBytes => _weights.Length * sizeof(double);

    private double this[int bucket] => IsStored(bucket) ? _weights[bucket - _firstStored] : 0;

    /// <summary>An independent copy.</summary>
    public Histogram Clone() => new(scheme)
    {
        _weights = [.. _weights],
        _firstStored = _firstStored,
        _total = _total,
        _min = _min,
        _max = _max,
    };

    /// <summary>Adds a value with a weight of at least 0 (R18).</summary>
    public void Add(double value, double weight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        var bucket = scheme.Find(value);
        ref var stored = ref Stored(bucket);
        stored += weight;
        _total += weight;
        if (stored >= scheme.Epsilon)
        {
            _min = Math.Min(_min, bucket);
            _max = Math.Max(_max, bucket);
        }
    }

    /// <summary>Takes a value back; bucket and total fall to 0 rather than below epsilon (R19).</summary>
    public void Subtract(double value, double weight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        _total = AtLeastEpsilon(_total - weight);
        var bucket = scheme.Find(value);
        if (IsStored(bucket))
        {
            ref var stored = ref Stored(bucket);
            stored = AtLeastEpsilon(stored - weight);
            AdjustRange();
        }
    }

    /// <summary>Multiplies the range and the total by a factor of at least 0 (R24).</summary>
    public void Scale(double factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(factor);
        for (var bucket = _min; bucket <= _max; bucket++)
        {
            Stored(bucket) *= factor;
        }

        _total *= factor;
        AdjustRange();
    }

    /// <summary>
    /// Adds another histogram as it would be after <see cref="Scale"/> by a factor, without changing it (R23, R33).
    /// </summary>
    public void Merge(Histogram other, double factor)
    {
        if (other.Scheme != scheme)
        {
            throw new ArgumentException("Histograms with different buckets cannot be merged.", nameof(other));
        }

        var (min, max) = other.RangeScaledBy(factor);
        for (var bucket = min; bucket <= max; bucket++)
        {
            Stored(bucket) += other[bucket] * factor;
        }

        _total += other._total * factor;
        _min = Math.Min(_min, min);
        _max = Math.Max(_max, max);
    }

    /// <summary>
    /// The upper edge of the bucket in which the given fraction of the weight is reached, counted from below; 0 when empty. The last bucket gives
    /// its start (R22).
    /// </summary>
    public double Percentile(double fraction)
    {
        if (IsEmpty)
        {
            return 0;
        }

        var threshold = fraction * _total;
        var sum = 0.0;
        var bucket = _min;
        foreach (var weight in _weights.AsSpan(_min - _firstStored, _max - _min))
        {
            sum += weight;
            if (sum >= threshold)
            {
                break;
            }

            bucket++;
        }

        return scheme.Start(Math.Min(bucket + 1, scheme.Count - 1));
    }

    /// <summary>The weights of the range, the heaviest as 10000, those that round to 0 left out (R39).</summary>
    public ImmutableArray<BucketWeight> ToBucketWeights()
    {
        if (IsEmpty)
        {
            return [];
        }

        var range = _weights.AsSpan(_min - _firstStored, _max - _min + 1);
        var heaviest = 0.0;
        foreach (var weight in range)
        {
            heaviest = Math.Max(heaviest, weight);
        }

        var ratio = HistogramCheckpoint.HeaviestWeight / heaviest;
        var result = ImmutableArray.CreateBuilder<BucketWeight>();
        for (var i = 0; i < range.Length; i++)
        {
            if ((uint)Math.Floor((range[i] * ratio) + 0.5) is var rounded and not 0)
            {
                result.Add(new(_min + i, rounded));
            }
        }

        return result.ToImmutable();
    }

    /// <summary>Adds the weights of a checkpoint, scaled to its total weight; the buckets must exist (R41).</summary>
    public void Load(ImmutableArray<BucketWeight> weights, double totalWeight)
    {
        var sum = 0L;
        foreach (var weight in weights)
        {
            sum += weight.Weight;
        }

        if (sum == 0)
        {
            return;
        }

        var ratio = totalWeight / sum;
        foreach (var (bucket, weight) in weights)
        {
            Stored(bucket) += weight * ratio;
            _min = Math.Min(_min, bucket);
            _max = Math.Max(_max, bucket);
        }

        _total += totalWeight;
        AdjustRange();
    }

    /// <summary>All stored weights without empty edges, and the bucket of the first.</summary>
    public (int FirstBucket, ImmutableArray<double> Weights) ToStoredWeights()
    {
        var span = _weights.AsSpan();
        var start = span.IndexOfAnyExcept(0.0);
        return start < 0 ? (0, []) : (_firstStored + start, [.. span[start..(span.LastIndexOfAnyExcept(0.0) + 1)]]);
    }

    /// <summary>Takes over the state of a snapshot; the caller has checked it. The range follows from the weights.</summary>
    public void Restore(int firstBucket, ImmutableArray<double> weights, double total)
    {
        _weights = ImmutableCollectionsMarshal.AsArray(weights) ?? [];
        _isShared = true;
        _firstStored = firstBucket;
        _total = total;
        (_min, _max) = (0, scheme.Count - 1);
        AdjustRange();
    }

    private double AtLeastEpsilon(double weight) => weight < scheme.Epsilon ? 0 : weight;

    /// <summary>Narrows the range to buckets that weigh at least epsilon (R20).</summary>
    private void AdjustRange() => (_min, _max) = RangeScaledBy(1);

    /// <summary>The range after scaling by a factor.</summary>
    private (int Min, int Max) RangeScaledBy(double factor)
    {
        var (min, max) = (_min, _max);
        while (min < scheme.Count - 1 && this[min] * factor < scheme.Epsilon)
        {
            min++;
        }

        while (max > 0 && this[max] * factor < scheme.Epsilon)
        {
            max--;
        }

        return (min, max);
    }

    private bool IsStored(int bucket) => (uint)(bucket - _firstStored) < (uint)_weights.Length;

    private ref double Stored(int bucket)
    {
        if (!IsStored(bucket))
        {
            Cover(bucket);
        }
        else if (_isShared)
        {
            _weights = [.. _weights];
            _isShared = false;
        }

        return ref _weights[bucket - _firstStored];
    }

    private void Cover(int bucket)
    {
        var first = _weights.Length == 0 ? bucket : Math.Min(_firstStored, bucket);
        var last = _weights.Length == 0 ? bucket : Math.Max(_firstStored + _weights.Length - 1, bucket);
        var grown = new double[last - first + 1];
        _weights.CopyTo(grown, _weights.Length == 0 ? 0 : _firstStored - first);
        (_weights, _firstStored, _isShared) = (grown, first, false);
    }
}
