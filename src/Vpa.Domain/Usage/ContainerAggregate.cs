using System.Collections.Immutable;
using Vpa.Domain.Histograms;
using Vpa.Domain.Quantities;

namespace Vpa.Domain.Usage;

/// <summary>
/// The usage history of one container of a workload: CPU and memory-peak histograms, the span and number of CPU samples, and the open
/// windows of its live containers (R54). Not safe for concurrent use.
/// </summary>
public sealed class ContainerAggregate
{
    private readonly DecayingHistogram _cpu;
    private readonly DecayingHistogram _memory;
    private Dictionary<string, ContainerUsageWindow>? _windows;

    // Windows as they were stored. Those of histories that are loaded and not fed stay so: that takes half the memory.
    private ImmutableArray<UsageWindowSnapshot> _stored = [];
    private long _savedVersion;

    /// <summary>An aggregate without history.</summary>
    /// <param name="key">Whose usage it is.</param>
    /// <param name="options">Half-lives and window parameters.</param>
    /// <param name="now">The instant of creation, which counts for expiry (R69).</param>
    public ContainerAggregate(AggregateKey key, AggregationOptions options, DateTimeOffset now)
        : this(key, options, now, new(BucketScheme.Cpu, options.CpuHalfLife), new(BucketScheme.Memory, options.MemoryHalfLife))
    {
    }

    private ContainerAggregate(AggregateKey key, AggregationOptions options, DateTimeOffset createdAt, DecayingHistogram cpu, DecayingHistogram memory)
    {
        (Key, Options, CreatedAt, _cpu, _memory) = (key, options, createdAt, cpu, memory);
    }

    /// <summary>Whose usage it is.</summary>
    public AggregateKey Key { get; }

    /// <summary>
    /// The parameters in force. A changed interval affects an open window from its next shift on, stale-OOM checks and expiry at once (R161); half-lives
    /// are fixed when the aggregate is made.
    /// </summary>
    public AggregationOptions Options { get; set; }

    /// <summary>When the aggregate was created.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>Instant of the earliest CPU sample; null without one.</summary>
    public DateTimeOffset? FirstSample { get; private set; }

    /// <summary>Instant of the latest CPU sample; null without one.</summary>
    public DateTimeOffset? LastSample { get; private set; }

    /// <summary>Number of CPU samples.</summary>
    public long SampleCount { get; private set; }

    /// <summary>Counts changes of the state that is saved.</summary>
    public long Version { get; private set; }

    /// <summary>Whether the state changed since it was last saved.</summary>
    public bool IsDirty => Version != _savedVersion;

    /// <summary>The windows of live containers.</summary>
    public IReadOnlyCollection<ContainerUsageWindow> Windows => OpenWindows.Values;

    /// <summary>The pods that have windows.</summary>
    public IEnumerable<string> Pods => _windows is null ? _stored.Select(w => w.Pod) : _windows.Keys;

    private Dictionary<string, ContainerUsageWindow> OpenWindows => _windows ??= Open();

    /// <summary>Bytes held by the stored weights.</summary>
    internal int StoredBytes => _cpu.StoredBytes + _memory.StoredBytes;

    /// <summary>The window of a pod's container, made when missing. Callers may keep it until <see cref="Forget"/>.</summary>
    public ContainerUsageWindow Track(string pod)
    {
        if (!OpenWindows.TryGetValue(pod, out var window))
        {
            window = new(this, pod);
            OpenWindows.Add(pod, window);
        }

        return window;
    }

    /// <summary>The window of a pod's container, or null.</summary>
    public ContainerUsageWindow? Find(string pod) => OpenWindows.GetValueOrDefault(pod);

    /// <summary>Drops the window of a pod that is gone; what it contributed stays.</summary>
    public void Forget(string pod)
    {
        if (OpenWindows.Remove(pod))
        {
            Touch();
        }
    }

    /// <summary>CPU usage in cores at a fraction of the weight; 0 without history (R75).</summary>
    public double CpuPercentile(double fraction) => _cpu.Percentile(fraction);

    /// <summary>Memory peak in bytes at a fraction of the weight; 0 without history (R75).</summary>
    public double MemoryPercentile(double fraction) => _memory.Percentile(fraction);

    /// <summary>How much history there is, in multiples of an interval: 0 with none, without upper end (R77).</summary>
    public double Confidence(TimeSpan interval)
    {
        var span = FirstSample is { } first && LastSample is { } last ? (last - first).Ticks * (double)TimeSpan.NanosecondsPerTick : 0;
        var nanoseconds = interval.Ticks * (double)TimeSpan.NanosecondsPerTick;
        var minutes = (interval.Ticks / TimeSpan.TicksPerMinute) + (interval.Ticks % TimeSpan.TicksPerMinute * 100 / 60e9);
        return Math.Min(span / nanoseconds, SampleCount / minutes);
    }

    /// <summary>Whether the history is too old to keep (R69). Only CPU samples count.</summary>
    public bool IsExpired(DateTimeOffset now) =>
        now - (SampleCount == 0 ? CreatedAt : LastSample ?? CreatedAt) >= Options.ExpiresAfter;

    /// <summary>Adds another aggregate's history, which stays as it is (R66). Windows are not taken over.</summary>
    public void Merge(ContainerAggregate other)
    {
        _cpu.Merge(other._cpu);
        _memory.Merge(other._memory);
        FirstSample = other.FirstSample is { } first && !(FirstSample <= first) ? first : FirstSample;
        LastSample = other.LastSample is { } last && !(LastSample >= last) ? last : LastSample;
        SampleCount += other.SampleCount;
        Touch();
    }

    /// <summary>
    /// Puts history from before this one's first sample in front of it, as if it had been fed in order (R146): samples add up, and a window that was
    /// still open there goes on here instead of counting beside the one opened anew.
    /// </summary>
    /// <param name="past">That history; it stays as it is.</param>
    public void Precede(ContainerAggregate past)
    {
        Merge(past);
        foreach (var window in past.OpenWindows.Values)
        {
            Track(window.Pod).GoOnFrom(window);
        }
    }

    /// <summary>The exact state, open windows included.</summary>
    public AggregateSnapshot ToSnapshot() => new()
    {
        Key = Key,
        Version = Version,
        Cpu = _cpu.ToSnapshot(),
        Memory = _memory.ToSnapshot(),
        FirstSample = FirstSample,
        LastSample = LastSample,
        SampleCount = SampleCount,
        CreatedAt = CreatedAt,
        Windows = _windows is null ? _stored : [.. _windows.Values.Select(w => w.ToSnapshot()).OrderBy(w => w.Pod, StringComparer.Ordinal)],
    };

    /// <summary>Notes that the state of a version has been saved; later changes leave the aggregate dirty.</summary>
    public void MarkSaved(long version) => _savedVersion = Math.Max(_savedVersion, version);

    /// <summary>An aggregate in exactly the state of a snapshot; it counts as saved.</summary>
    /// <exception cref="HistoryFormatException">The snapshot holds numbers that cannot be a history.</exception>
    public static ContainerAggregate FromSnapshot(AggregateSnapshot snapshot, AggregationOptions options)
    {
        if (snapshot.SampleCount < 0)
        {
            throw new HistoryFormatException($"the number of samples must be at least 0, not {snapshot.SampleCount}");
        }

        var cpu = DecayingHistogram.FromSnapshot(BucketScheme.Cpu, options.CpuHalfLife, snapshot.Cpu);
        var memory = DecayingHistogram.FromSnapshot(BucketScheme.Memory, options.MemoryHalfLife, snapshot.Memory);
        return new ContainerAggregate(snapshot.Key, options, snapshot.CreatedAt, cpu, memory)
        {
            FirstSample = snapshot.FirstSample,
            LastSample = snapshot.LastSample,
            SampleCount = snapshot.SampleCount,
            _stored = snapshot.Windows,
        };
    }

    /// <summary>
    /// The status of a checkpoint object: the history without the windows still open at <paramref name="now"/>, since whoever loads
    /// it starts its windows anew (R37, R133).
    /// </summary>
    public AggregateCheckpoint ToCheckpoint(DateTimeOffset now)
    {
        var memory = _memory.Clone();
        foreach (var window in OpenWindows.Values)
        {
            window.SubtractUnfinished(memory, now);
        }

        return new(now, AggregateCheckpoint.SupportedVersion, _cpu.ToCheckpoint(), memory.ToCheckpoint(), FirstSample, LastSample, SampleCount);
    }

    /// <summary>An aggregate from a checkpoint object's status (R42); it counts as changed, so that it is saved.</summary>
    /// <exception cref="HistoryFormatException">The version is not supported, or a histogram is missing or malformed.</exception>
    public static ContainerAggregate FromCheckpoint(AggregateKey key, AggregateCheckpoint checkpoint, AggregationOptions options, DateTimeOffset now)
    {
        if (checkpoint.Version != AggregateCheckpoint.SupportedVersion)
        {
            throw new HistoryFormatException($"unsupported checkpoint version {checkpoint.Version}");
        }

        if (checkpoint.TotalSamplesCount < 0)
        {
            throw new HistoryFormatException($"totalSamplesCount must be at least 0, not {checkpoint.TotalSamplesCount}");
        }

        var memory = Load("memoryHistogram", BucketScheme.Memory, options.MemoryHalfLife, checkpoint.MemoryHistogram);
        var cpu = Load("cpuHistogram", BucketScheme.Cpu, options.CpuHalfLife, checkpoint.CpuHistogram);
        return new(key, options, now, cpu, memory)
        {
            FirstSample = checkpoint.FirstSampleStart,
            LastSample = checkpoint.LastSampleStart,
            SampleCount = checkpoint.TotalSamplesCount,
            Version = 1,
        };
    }

    /// <summary>
    /// Takes over the windows of an older state of the same history that were unfinished when the checkpoint this one comes from was written: it leaves them out
    /// (R133), so their peaks are added and they go on.
    /// </summary>
    /// <param name="older">The older state; it stays as it is.</param>
    /// <param name="writtenAt">When the checkpoint was written.</param>
    public void TakeOverUnfinished(ContainerAggregate older, DateTimeOffset writtenAt)
    {
        foreach (var window in older.OpenWindows.Values.Where(w => w.WindowEnd > writtenAt))
        {
            var taken = new ContainerUsageWindow(this, window.ToSnapshot());
            taken.CountUnfinished();
            OpenWindows[window.Pod] = taken;
        }

        Touch();
    }

    /// <summary>Adds a CPU sample and counts it (R45).</summary>
    internal void RecordCpu(CpuAmount usage, double weight, DateTimeOffset at)
    {
        _cpu.Add(usage.Cores, weight, at);
        FirstSample = FirstSample <= at ? FirstSample : at;
        LastSample = LastSample >= at ? LastSample : at;
        SampleCount++;
        Touch();
    }

    /// <summary>Adds a memory peak (R46).</summary>
    internal void RecordMemory(MemoryAmount peak, double weight, DateTimeOffset windowEnd) => _memory.Add(peak.Bytes, weight, windowEnd);

    /// <summary>Takes back a memory peak that was beaten within its window (R46).</summary>
    internal void RetractMemory(MemoryAmount peak, double weight, DateTimeOffset windowEnd) => _memory.Subtract(peak.Bytes, weight, windowEnd);

    /// <summary>Marks the state as changed.</summary>
    internal void Touch() => Version++;

    private Dictionary<string, ContainerUsageWindow> Open()
    {
        var windows = new Dictionary<string, ContainerUsageWindow>(StringComparer.Ordinal);
        foreach (var window in _stored)
        {
            windows[window.Pod] = new(this, window);
        }

        _stored = [];
        return windows;
    }

    private static DecayingHistogram Load(string field, BucketScheme scheme, TimeSpan halfLife, HistogramCheckpoint? checkpoint)
    {
        try
        {
            return DecayingHistogram.FromCheckpoint(scheme, halfLife, checkpoint ?? throw new HistoryFormatException("missing"));
        }
        catch (HistoryFormatException exception)
        {
            throw new HistoryFormatException($"{field}: {exception.Message}", exception);
        }
    }
}
