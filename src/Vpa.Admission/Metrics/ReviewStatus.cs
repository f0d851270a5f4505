namespace Vpa.Admission.Metrics;

/// <summary>How a request ended, as the latency metric tells it (A52).</summary>
internal enum ReviewStatus
{
    /// <summary>At least one patch operation.</summary>
    Applied,

    /// <summary>No patch, or refused.</summary>
    Skipped,

    /// <summary>The request itself was unusable.</summary>
    Error,
}
