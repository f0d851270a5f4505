namespace Vpa.Domain.Usage;

/// <summary>What became of an out-of-memory event.</summary>
public enum OutOfMemoryOutcome
{
    /// <summary>It counts as a memory sample (R50).</summary>
    Accepted,

    /// <summary>It is older than the latest memory sample by more than a window (R49).</summary>
    Stale,
}
