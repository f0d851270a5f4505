namespace Vpa.Domain.Histograms;

/// <summary>
/// Exponential buckets: bucket 0 covers [0, first), every other one is <c>ratio</c> times as wide as the one before (R10). Changing
/// a scheme in use would need a new checkpoint version (R35).
/// </summary>
public sealed class BucketScheme
{
    /// <summary>How much wider each bucket is: computed, since the formulas use this double less one (R12).</summary>
    private const double Ratio = 1.0 + 0.05;

    private readonly double _first;
    private readonly double _widening;
    private readonly double _logOfRatio;
    private readonly double[] _starts;

    /// <summary>A scheme; all four numbers must be positive and the ratio above 1 (R10).</summary>
    internal BucketScheme(double maxValue, double first, double ratio, double epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxValue);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(first);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ratio, 1.0);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        _first = first;
        _widening = ratio - 1;
        _logOfRatio = Math.Log(ratio);
        Epsilon = epsilon;
        _starts = new double[(int)Math.Ceiling(Math.Log((maxValue * _widening / first) + 1) / _logOfRatio) + 1];
        for (var bucket = 1; bucket < _starts.Length; bucket++)
        {
            _starts[bucket] = first * (ReferencePowers.OfInteger(ratio, bucket) - 1) / _widening;
        }
    }

    /// <summary>CPU usage in cores (R12).</summary>
    public static BucketScheme Cpu { get; } = new(1000.0, 0.01, Ratio, 0.0001);

    /// <summary>Memory peaks in bytes (R12).</summary>
    public static BucketScheme Memory { get; } = new(1e12, 1e7, Ratio, 0.0001);

    /// <summary>Number of buckets (R11).</summary>
    public int Count => _starts.Length;

    /// <summary>A bucket of less weight counts as empty (R17).</summary>
    public double Epsilon { get; }

    /// <summary>Start of a bucket, which must be within 0 and <see cref="Count"/> - 1 (R14).</summary>
    public double Start(int bucket) => _starts[bucket];

    /// <summary>
    /// The bucket of a value (R13). A value that equals a bucket's start may land in the bucket below, as the formula has it (R16).
    /// </summary>
    public int Find(double value) => value < _first
        ? 0
        : (int)Math.Min(Math.Log((value * _widening / _first) + 1) / _logOfRatio, _starts.Length - 1);
}
