namespace Vpa.Domain.Updating;

/// <summary>Why a controlled pod is left alone in a run: a closed set, used as a metric label and in log lines.</summary>
public enum UpdateRefusal
{
    /// <summary>It is not refused.</summary>
    None,

    /// <summary>The mode of its VPA does not allow the updater to change running pods: <c>Off</c>, <c>Initial</c>, <c>InPlace</c> without its gate, or one that is not known.</summary>
    UpdateMode,

    /// <summary>A start-up boost is still in force on it (U69).</summary>
    StartupBoost,

    /// <summary>Its group has fewer live pods than required (U34).</summary>
    TooFewReplicas,

    /// <summary>The controller of its group is not known, or has no replicas configured (U35).</summary>
    ControllerUnknown,

    /// <summary>The disruption budget of its group is spent (U38).</summary>
    BudgetSpent,

    /// <summary>A resize is under way on it and not stuck (U85).</summary>
    ResizeUnderWay,

    /// <summary>There is no recommendation for it, or it could not be processed (U60, U61).</summary>
    NoRecommendation,

    /// <summary>It is within the recommended range and the kubelet has not acknowledged it yet (U60).</summary>
    NotStarted,

    /// <summary>It is within the recommended range and younger than the lifetime threshold (U60).</summary>
    TooYoung,

    /// <summary>It is within the recommended range and its values differ too little from the target (U60).</summary>
    ChangeTooSmall,

    /// <summary>It was OOM-killed soon after its start, but the recommendation would change nothing (U60).</summary>
    NothingWouldChange,

    /// <summary>The VPA's eviction requirements are not met (U64).</summary>
    EvictionRequirements,

    /// <summary>It does not run yet, and its mode would resize it (U83, U91).</summary>
    NotRunning,

    /// <summary>Resizing it was found infeasible before, and nothing that is recommended now is lower (U105, U106).</summary>
    ResizeInfeasible,

    /// <summary>Its mode would resize it, but the API server serves no <c>pods/resize</c>, or could not say whether it does.</summary>
    ResizeNotServed,
}
