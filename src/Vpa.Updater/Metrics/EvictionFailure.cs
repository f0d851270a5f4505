namespace Vpa.Updater.Metrics;

/// <summary>Why an eviction did not happen; the names are upstream's label values.</summary>
internal enum EvictionFailure
{
    /// <summary>The API server did not accept it (U113).</summary>
    EvictionError,

    /// <summary>There was no token before the deadline of the run (U119).</summary>
    EvictionRateLimiterWaitFailed,
}
