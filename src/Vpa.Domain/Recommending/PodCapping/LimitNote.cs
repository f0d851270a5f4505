namespace Vpa.Domain.Recommending.PodCapping;

/// <summary>What is worth saying about a proportional limit (A117).</summary>
public enum LimitNote
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>There is neither a limit nor a default limit to keep a ratio to.</summary>
    NoOriginalLimit,

    /// <summary>No request is recommended.</summary>
    NoRecommendedRequest,

    /// <summary>The limit would not fit in 64 bits and is the largest that does.</summary>
    Saturated,
}
