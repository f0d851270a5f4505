namespace Vpa.Updater.Metrics;

/// <summary>Why an update in place did not happen; the names are upstream's label values.</summary>
internal enum InPlaceFailure
{
    /// <summary>The API server did not accept it (U88).</summary>
    InPlaceUpdateError,

    /// <summary>The node can never give the pod so much (U88, U104).</summary>
    InPlaceUpdateInfeasible,

    /// <summary>There was no token before the deadline of the run (U119).</summary>
    InPlaceUpdateRateLimiterWaitFailed,

    /// <summary>A start-up boost could not be ended (U77).</summary>
    UnboostError,
}
