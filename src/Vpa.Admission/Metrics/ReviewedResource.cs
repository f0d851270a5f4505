namespace Vpa.Admission.Metrics;

/// <summary>What a request was about.</summary>
internal enum ReviewedResource
{
    /// <summary>Something else, or it could not be told.</summary>
    Unknown,

    /// <summary>A pod.</summary>
    Pod,

    /// <summary>A VerticalPodAutoscaler.</summary>
    Vpa,
}
