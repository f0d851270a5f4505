using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Workloads;

/// <summary>What the scale cache remembers of one object. Safe for use by several threads; one at a time has claimed the reading.</summary>
internal sealed class ScaleEntry
{
    private readonly TaskCompletionSource _firstReading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ControllerLookup _lookup = ScaleCache.NotReadYet;
    private long _due = long.MaxValue; // claimed until it is read
    private long _lastAsked;
    private long _lastRead;
    private int _claimed;
    private int _retries;

    /// <summary>Ends once it was read, or could not be.</summary>
    public Task FirstReading => _firstReading.Task;

    /// <summary>What is known.</summary>
    public ControllerLookup Lookup => Volatile.Read(ref _lookup);

    /// <summary>Whether the answer is good for long: it is neither provisional nor the lack of one.</summary>
    public bool IsComplete => Lookup is { IsProvisional: false, Status: ControllerLookupStatus.Found or ControllerLookupStatus.NotScalable };

    /// <summary>When somebody last asked for it.</summary>
    public long LastAsked
    {
        get => Volatile.Read(ref _lastAsked);
        set => Volatile.Write(ref _lastAsked, value);
    }

    /// <summary>When it was last read, or could not be.</summary>
    public long LastRead => Volatile.Read(ref _lastRead);

    /// <summary>When it is to be read anew; never while a reading is claimed.</summary>
    public long Due => Volatile.Read(ref _due);

    /// <summary>How often the delay of a provisional answer grew.</summary>
    public int Retries
    {
        get => Volatile.Read(ref _retries);
        set => Volatile.Write(ref _retries, value);
    }

    /// <summary>Whether the caller is the one to start the first reading.</summary>
    public bool TryClaimFirstReading() => Volatile.Read(ref _claimed) == 0 && Interlocked.Exchange(ref _claimed, 1) == 0;

    /// <summary>Whether the caller is the one to start a further reading: none is on its way.</summary>
    public bool TryClaimReading() => Volatile.Read(ref _due) != long.MaxValue && Interlocked.Exchange(ref _due, long.MaxValue) != long.MaxValue;

    /// <summary>Ends a reading.</summary>
    public void Set(ControllerLookup lookup, long now, long due)
    {
        Volatile.Write(ref _lookup, lookup);
        Volatile.Write(ref _lastRead, now);
        Volatile.Write(ref _due, due);
        _firstReading.TrySetResult();
    }
}
