namespace Vpa.Domain.Histograms;

/// <summary>
/// A histogram in which a sample's weight halves with every half-life that passes. Nothing is multiplied down as time goes by: a later
/// sample weighs more instead, relative to a reference instant that moves on about every 100 half-lives (R26, R27). Not safe for concurrent use.
/// </summary>
public sealed class DecayingHistogram
{
    /// <summary>The reference moves when a sample is later than it by more than this many half-lives (R27, R32).</summary>
    private const int HalfLivesBeforeShift = 100;

    private readonly Histogram _histogram;
    private readonly long _halfLifeTicks;
    private readonly long _shiftAfterTicks;
    private long _referenceTicks;

    /// <summary>A histogram without samples; the half-life must be positive.</summary>
    public DecayingHistogram(BucketScheme scheme, TimeSpan halfLife)
        : this(new Histogram(scheme), halfLife)
    {
    }

    private DecayingHistogram(Histogram histogram, TimeSpan halfLife)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(halfLife, TimeSpan.Zero);
        _histogram = histogram;
        _halfLifeTicks = halfLife.Ticks;
        _shiftAfterTicks = (long)Int128.Min((Int128)_halfLifeTicks * HalfLivesBeforeShift, long.MaxValue / 2);
    }

    /// <summary>The time in which a sample loses half its weight.</summary>
    public TimeSpan HalfLife => new(_halfLifeTicks);

    /// <summary>The instant at which a sample has its plain weight; null before the first sample (the zero instant of R31).</summary>
    public DateTimeOffset? Reference => _referenceTicks == 0 ? null : ToInstant(_referenceTicks);

    /// <summary>Whether there is no weight to speak of (R21).</summary>
    public bool IsEmpty => _histogram.IsEmpty;

    /// <summary>Sum of the weights added, relative to the reference.</summary>
    public double TotalWeight => _histogram.Total;

    /// <summary>Bytes held by the stored weights.</summary>
    internal int StoredBytes => _histogram.StoredBytes;

    /// <summary>Adds a value with a weight of at least 0 (R28). Allocates nothing while values stay within buckets seen before.</summary>
    public void Add(double value, double weight, DateTimeOffset at) => _histogram.Add(value, weight * DecayFactor(at.UtcTicks));

    /// <summary>Takes back a value added before (R28).</summary>
    public void Subtract(double value, double weight, DateTimeOffset at) => _histogram.Subtract(value, weight * DecayFactor(at.UtcTicks));

    /// <summary>
    /// The upper edge, in the scheme's unit, of the bucket in which the given fraction of the weight is reached; 0 when empty (R22).
    /// </summary>
    public double Percentile(double fraction) => _histogram.Percentile(fraction);

    /// <summary>
    /// Adds another histogram of the same buckets and half-life, which stays as it is (R33). References are aligned by whole half-lives, as upstream
    /// does it, also when one lies off the grid (R34).
    /// </summary>
    public void Merge(DecayingHistogram other)
    {
        if (other._halfLifeTicks != _halfLifeTicks)
        {
            throw new ArgumentException("Histograms with different half-lives cannot be merged.", nameof(other));
        }

        if (_referenceTicks < other._referenceTicks)
        {
            ShiftTo(other._referenceTicks);
            _histogram.Merge(other._histogram, 1);
            return;
        }

        var factor = other._referenceTicks < _referenceTicks ? other.FactorOfShift(RoundToHalfLife(_referenceTicks)) : 1;
        _histogram.Merge(other._histogram, factor);
    }

    /// <summary>An independent copy.</summary>
    public DecayingHistogram Clone() => new(_histogram.Clone(), HalfLife) { _referenceTicks = _referenceTicks };

    /// <summary>The histogram as a checkpoint: weights to four digits (R39).</summary>
    public HistogramCheckpoint ToCheckpoint() => new(Reference, _histogram.ToBucketWeights(), _histogram.Total);

    /// <summary>A histogram from a checkpoint. Its reference is taken as it is, without rounding (R41).</summary>
    /// <exception cref="HistoryFormatException">The checkpoint holds a negative weight or unknown bucket.</exception>
    public static DecayingHistogram FromCheckpoint(BucketScheme scheme, TimeSpan halfLife, HistogramCheckpoint checkpoint)
    {
        if (checkpoint.FaultFor(scheme) is { } fault)
        {
            throw new HistoryFormatException(fault);
        }

        var result = new DecayingHistogram(scheme, halfLife) { _referenceTicks = checkpoint.ReferenceTimestamp?.UtcTicks ?? 0 };
        result._histogram.Load(checkpoint.BucketWeights, checkpoint.TotalWeight);
        return result;
    }

    /// <summary>The exact state.</summary>
    public HistogramSnapshot ToSnapshot()
    {
        var (first, weights) = _histogram.ToStoredWeights();
        return new(Reference, first, weights, _histogram.Total);
    }

    /// <summary>A histogram in exactly the state of a snapshot.</summary>
    /// <exception cref="HistoryFormatException">The snapshot is not one of these buckets, or holds numbers that are no weights.</exception>
    public static DecayingHistogram FromSnapshot(BucketScheme scheme, TimeSpan halfLife, HistogramSnapshot snapshot)
    {
        if (snapshot.FaultFor(scheme) is { } fault)
        {
            throw new HistoryFormatException(fault);
        }

        var result = new DecayingHistogram(scheme, halfLife) { _referenceTicks = snapshot.ReferenceTimestamp?.UtcTicks ?? 0 };
        result._histogram.Restore(snapshot.FirstBucket, snapshot.Weights, snapshot.TotalWeight);
        return result;
    }

    /// <summary>What a sample's weight is multiplied by (R27).</summary>
    private double DecayFactor(long ticks)
    {
        if (ticks - _referenceTicks > _shiftAfterTicks)
        {
            ShiftTo(ticks);
        }

        return ReferencePowers.OfTwo(Nanoseconds(ticks - _referenceTicks) / Nanoseconds(_halfLifeTicks));
    }

    /// <summary>Moves the reference to the half-life nearest to an instant and scales the weights accordingly (R30).</summary>
    private void ShiftTo(long ticks)
    {
        var reference = RoundToHalfLife(ticks);
        _histogram.Scale(FactorOfShift(reference));
        _referenceTicks = reference;
    }

    private double FactorOfShift(long reference) =>
        ReferencePowers.OfTwo(Math.Floor((Nanoseconds(_referenceTicks - reference) / Nanoseconds(_halfLifeTicks)) + 0.5));

    /// <summary>Rounds to the grid of half-lives counted from the zero instant, halves up (R29).</summary>
    private long RoundToHalfLife(long ticks)
    {
        var rest = ticks % _halfLifeTicks;
        return rest < _halfLifeTicks - rest ? ticks - rest : ticks + (_halfLifeTicks - rest);
    }

    /// <summary>A difference of instants in nanoseconds, saturating at the signed 64-bit range as upstream's durations do.</summary>
    private static double Nanoseconds(long ticks) => ticks switch
    {
        > long.MaxValue / TimeSpan.NanosecondsPerTick => long.MaxValue,
        < long.MinValue / TimeSpan.NanosecondsPerTick => long.MinValue,
        _ => ticks * TimeSpan.NanosecondsPerTick,
    };

    private static DateTimeOffset ToInstant(long ticks) => new(Math.Clamp(ticks, 0, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
}
