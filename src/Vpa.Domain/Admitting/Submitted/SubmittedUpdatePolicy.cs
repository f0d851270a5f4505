namespace Vpa.Domain.Admitting.Submitted;

/// <summary><c>spec.updatePolicy</c>.</summary>
public sealed record SubmittedUpdatePolicy
{
    /// <summary>The mode.</summary>
    public string? UpdateMode { get; init; }

    /// <summary>Live replicas needed before one may be evicted.</summary>
    public int? MinReplicas { get; init; }

    /// <summary>Seconds within which an OOM counts as quick.</summary>
    public int? EvictAfterOOMSeconds { get; init; }
}
