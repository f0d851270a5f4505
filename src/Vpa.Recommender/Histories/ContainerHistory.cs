using Vpa.Domain.Quantities;
using Vpa.Domain.Usage;
using Vpa.Recommender.Observing;

namespace Vpa.Recommender.Histories;

/// <summary>An aggregate in the book: whether it is stored, and whether it was collected.</summary>
internal sealed class ContainerHistory(ContainerAggregate aggregate)
{
    private bool _mustBeSaved;

    /// <summary>The aggregate.</summary>
    public ContainerAggregate Aggregate { get; } = aggregate;

    /// <summary>What the VPA that targets it last recommended, for the quality metrics; null when none targets it (R63).</summary>
    public StandingAdvice? Advice { get; set; }

    /// <summary>The pod whose out-of-memory kill was last counted since the last recommendation; null without one.</summary>
    public string? KilledPod { get; set; }

    /// <summary>Whose usage it is.</summary>
    public AggregateKey Key => Aggregate.Key;

    /// <summary>Whether it was removed from the book, so that nobody may feed it any more.</summary>
    public bool IsCollected { get; set; }

    /// <summary>Whether it has no CPU samples (R69).</summary>
    public bool IsEmpty => Aggregate.SampleCount == 0;

    /// <summary>Whether it holds neither CPU usage nor memory peaks.</summary>
    public bool IsBlank => IsEmpty && Aggregate.MemoryPercentile(1) == 0;

    /// <summary>Whether the store has not got its present state.</summary>
    public bool IsUnsaved => _mustBeSaved || Aggregate.IsDirty;

    /// <summary>Feeds a CPU sample of a pod's container; false when it does not count (R45).</summary>
    public bool AddCpu(string pod, DateTimeOffset at, CpuAmount usage) => Aggregate.Track(pod).AddCpu(at, usage);

    /// <summary>Feeds a memory sample of a pod's container; false when it does not count (R46).</summary>
    public bool AddMemory(string pod, DateTimeOffset at, MemoryAmount usage) => Aggregate.Track(pod).AddMemory(at, usage);

    /// <summary>Feeds an out-of-memory kill of a pod's container. The memory sample that it counts as (R50); null when it is stale (R49).</summary>
    public MemoryAmount? AddOutOfMemory(string pod, DateTimeOffset at, MemoryAmount requested)
    {
        var window = Aggregate.Track(pod);
        var needed = window.NeededAfterOutOfMemory(requested);
        return window.AddOutOfMemory(at, requested) == OutOfMemoryOutcome.Accepted ? needed : null;
    }

    /// <summary>Drops the window of a pod that is gone or no longer feeds this history.</summary>
    public void CloseWindow(string pod) => Aggregate.Forget(pod);

    /// <summary>Drops the windows of pods that meet a condition.</summary>
    public void CloseWindows(Func<string, bool> isGone)
    {
        foreach (var pod in Aggregate.Pods.Where(isGone).ToList())
        {
            Aggregate.Forget(pod);
        }
    }

    /// <summary>Notes that a state was stored.</summary>
    public void Saved(AggregateSnapshot snapshot)
    {
        Aggregate.MarkSaved(snapshot.Version);
        _mustBeSaved = false;
    }

    /// <summary>Notes that the store has lost it.</summary>
    public void MarkUnsaved() => _mustBeSaved = true;
}
