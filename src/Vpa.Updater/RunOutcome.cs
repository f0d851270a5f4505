namespace Vpa.Updater;

/// <summary>How a run of the updater ended.</summary>
public enum RunOutcome
{
    /// <summary>All VPAs were handled.</summary>
    Completed,

    /// <summary>The admission controller shows no sign of life, so nothing was touched (U18).</summary>
    AdmissionControllerNotAlive,

    /// <summary>No VPA takes part (U14, step 5).</summary>
    NoVpas,

    /// <summary>The rate limit leaves no time for further evictions before the deadline of the run (U119).</summary>
    RateLimited,

    /// <summary>VPAs or pods could not be listed.</summary>
    SourceFailed,
}
