using Vpa.Domain.Quantities;

namespace Vpa.Domain.Usage;

/// <summary>
/// The view on one live container: it decides which samples count and folds memory usage into one peak a window before it reaches the
/// container's aggregate (R43 to R52). Feeding a sample allocates nothing in steady state. Not safe for concurrent use.
/// </summary>
public sealed class ContainerUsageWindow
{
    /// <summary>Weight of every CPU sample (R45).</summary>
    private const double CpuWeight = 0.1;

    /// <summary>Weight of every window's memory peak (R46).</summary>
    private const double MemoryWeight = 1.0;

    private readonly ContainerAggregate _aggregate;
    private DateTimeOffset? _lastCpu;
    private DateTimeOffset? _lastMemory;
    private DateTimeOffset? _windowEnd;
    private MemoryAmount _memoryPeak;
    private MemoryAmount _oomPeak;

    internal ContainerUsageWindow(ContainerAggregate aggregate, string pod)
    {
        _aggregate = aggregate;
        Pod = pod;
    }

    internal ContainerUsageWindow(ContainerAggregate aggregate, UsageWindowSnapshot snapshot)
        : this(aggregate, snapshot.Pod)
    {
        (_lastCpu, _lastMemory, _windowEnd) = (snapshot.LastCpuSample, snapshot.LastMemorySample, snapshot.WindowEnd);
        (_memoryPeak, _oomPeak) = (snapshot.MemoryPeak, snapshot.OutOfMemoryPeak);
    }

    /// <summary>Name of the container's pod.</summary>
    public string Pod { get; }

    /// <summary>End of the current memory window; null before the first memory sample.</summary>
    public DateTimeOffset? WindowEnd => _windowEnd;

    /// <summary>The amount the current window stands for in the aggregate (R43).</summary>
    public MemoryAmount Peak => MemoryAmount.Max(_memoryPeak, _oomPeak);

    /// <summary>
    /// Feeds a CPU sample. False when it does not count: it is negative, or not later than the latest one (R45).
    /// </summary>
    /// <param name="at">End of the measurement (R44).</param>
    /// <param name="usage">The usage.</param>
    public bool AddCpu(DateTimeOffset at, CpuAmount usage)
    {
        if (usage < CpuAmount.Zero || at <= _lastCpu)
        {
            return false;
        }

        _lastCpu = at;
        _aggregate.RecordCpu(usage, CpuWeight, at);
        return true;
    }

    /// <summary>Feeds a memory sample. False when it does not count: it is negative, or earlier than the latest one (R46).</summary>
    /// <param name="at">End of the measurement (R44).</param>
    /// <param name="usage">The usage.</param>
    public bool AddMemory(DateTimeOffset at, MemoryAmount usage)
    {
        if (usage < MemoryAmount.Zero || at < _lastMemory)
        {
            return false;
        }

        if (Enter(at, usage))
        {
            _memoryPeak = usage;
        }

        return true;
    }

    /// <summary>
    /// Feeds an out-of-memory event: the container is taken to need more than it was given (R49, R50).
    /// </summary>
    /// <param name="at">When the container ended.</param>
    /// <param name="requested">The amount reported with the event.</param>
    public OutOfMemoryOutcome AddOutOfMemory(DateTimeOffset at, MemoryAmount requested)
    {
        if (_lastMemory is { } last && last - at > _aggregate.Options.MemoryAggregationInterval)
        {
            return OutOfMemoryOutcome.Stale;
        }

        var needed = NeededAfterOutOfMemory(requested);
        if (Enter(at, needed))
        {
            _oomPeak = needed;
        }

        return OutOfMemoryOutcome.Accepted;
    }

    /// <summary>The sample that an out-of-memory event now would be (R50).</summary>
    /// <param name="requested">The amount reported with the event.</param>
    public MemoryAmount NeededAfterOutOfMemory(MemoryAmount requested)
    {
        // The OOM peak is left out of what was used, lest repeated OOMs add up.
        var used = MemoryAmount.Max(requested, _memoryPeak);
        return MemoryAmount.Max(
            used + MemoryAmount.FromRealBytes(_aggregate.Options.OomMinBumpUpBytes),
            used.ScaleTruncating(_aggregate.Options.OomBumpUpRatio));
    }

    /// <summary>The exact state.</summary>
    internal UsageWindowSnapshot ToSnapshot() => new(Pod, _lastCpu, _lastMemory, _windowEnd, _memoryPeak, _oomPeak);

    /// <summary>Takes the unfinished window's peak out of a histogram that is to be saved without windows (R133).</summary>
    internal void SubtractUnfinished(Histograms.DecayingHistogram memory, DateTimeOffset now)
    {
        if (now < _windowEnd)
        {
            memory.Subtract(Peak.Bytes, MemoryWeight, _windowEnd.Value);
        }
    }

    /// <summary>Puts the unfinished window's peak into a history that does not have it.</summary>
    internal void CountUnfinished() => _aggregate.RecordMemory(Peak, MemoryWeight, _windowEnd!.Value);

    /// <summary>
    /// Goes on from the state in which an earlier history left the same container, which is merged into the aggregate already. Where its window reaches
    /// into the present one, the two become one with the greater peak.
    /// </summary>
    internal void GoOnFrom(ContainerUsageWindow past)
    {
        _lastCpu = past._lastCpu > _lastCpu || _lastCpu is null ? past._lastCpu : _lastCpu;
        _lastMemory = past._lastMemory > _lastMemory || _lastMemory is null ? past._lastMemory : _lastMemory;
        if (_windowEnd is null)
        {
            (_windowEnd, _memoryPeak, _oomPeak) = (past._windowEnd, past._memoryPeak, past._oomPeak);
        }
        else if (past._windowEnd > _windowEnd - _aggregate.Options.MemoryAggregationInterval)
        {
            Absorb(past);
        }

        _aggregate.Touch();
    }

    private void Absorb(ContainerUsageWindow past)
    {
        _aggregate.RetractMemory(past.Peak, MemoryWeight, past._windowEnd!.Value);
        if (past.Peak > Peak)
        {
            _aggregate.RetractMemory(Peak, MemoryWeight, _windowEnd!.Value);
            _aggregate.RecordMemory(past.Peak, MemoryWeight, _windowEnd.Value);
        }

        _memoryPeak = MemoryAmount.Max(_memoryPeak, past._memoryPeak);
        _oomPeak = MemoryAmount.Max(_oomPeak, past._oomPeak);
    }

    /// <summary>
    /// Steps 2 to 5 and 7 of R46. True when the amount is a new peak, which the caller keeps as usage or OOM peak.
    /// </summary>
    private bool Enter(DateTimeOffset at, MemoryAmount amount)
    {
        // An OOM may move this back (R51); the stale check is made against what was seen last, as upstream does it.
        _lastMemory = at;
        _aggregate.Touch();
        _windowEnd ??= at;
        if (at >= _windowEnd)
        {
            OpenWindow(at);
        }
        else if (Peak == MemoryAmount.Zero || amount <= Peak)
        {
            return false;
        }
        else
        {
            _aggregate.RetractMemory(Peak, MemoryWeight, _windowEnd.Value);
        }

        _aggregate.RecordMemory(amount, MemoryWeight, _windowEnd.Value);
        return true;
    }

    /// <summary>Moves the window's end to the first multiple of the interval after an instant and forgets the peaks.</summary>
    private void OpenWindow(DateTimeOffset at)
    {
        var interval = _aggregate.Options.MemoryAggregationInterval;
        var end = _windowEnd!.Value;
        var windows = interval <= TimeSpan.Zero ? 0 : ((at - end).Ticks / interval.Ticks) + 1;
        _windowEnd = interval <= TimeSpan.Zero ? at : LaterBy(end, (Int128)windows * interval.Ticks);
        (_memoryPeak, _oomPeak) = (MemoryAmount.Zero, MemoryAmount.Zero);
    }

    private static DateTimeOffset LaterBy(DateTimeOffset instant, Int128 ticks) =>
        new((long)Int128.Min(instant.UtcTicks + ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
}
