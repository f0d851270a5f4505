namespace Vpa.Updater.Ports;

/// <summary>How an eviction ended.</summary>
public enum EvictionOutcome
{
    /// <summary>The API server accepted it.</summary>
    Evicted,

    /// <summary>A PodDisruptionBudget does not allow it now (429).</summary>
    BlockedByDisruptionBudget,

    /// <summary>The pod is gone (404), or it is not the one that was meant any more (409): another took its place, or it began to run.</summary>
    Gone,

    /// <summary>It was refused otherwise and did not happen; the next run may try again.</summary>
    Failed,

    /// <summary>No answer came, so it may or may not have happened; the next run sees which.</summary>
    Unanswered,
}
