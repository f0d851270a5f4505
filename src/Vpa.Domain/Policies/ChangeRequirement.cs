namespace Vpa.Domain.Policies;

/// <summary>The direction of change an eviction requirement asks for (U66).</summary>
public enum ChangeRequirement
{
    /// <summary>A value this program does not know; never holds.</summary>
    Unknown,

    /// <summary>The target is above the request.</summary>
    TargetHigherThanRequests,

    /// <summary>The target is below the request.</summary>
    TargetLowerThanRequests,
}
