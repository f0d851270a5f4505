using Vpa.Domain.Policies;

namespace Vpa.Domain.Updating;

/// <summary>The thresholds by which pods are chosen for an update; the defaults are upstream's (section 19 of the updater's specification).</summary>
public sealed record UpdateRules
{
    /// <summary>Live pods a group needs before one may be disrupted, unless the VPA says otherwise (U34).</summary>
    /// <value>Default 2.</value>
    public int MinReplicas { get; init; } = 2;

    /// <summary>Fraction of a group's configured replicas that may be disrupted at a time (U37).</summary>
    /// <value>Default 0.5.</value>
    public double EvictionTolerance { get; init; } = 0.5;

    /// <summary>Smallest relative difference for which a pod within the recommended range is updated (U60); equality is enough.</summary>
    /// <value>Default 0.1.</value>
    public double PodUpdateThreshold { get; init; } = 0.1;

    /// <summary>Age from which a pod within the recommended range may be updated (U60).</summary>
    /// <value>Default 12 hours.</value>
    public TimeSpan InBoundsLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>An OOM kill sooner than this after the container's start is quick (U57).</summary>
    /// <value>Default 10 minutes.</value>
    public TimeSpan EvictAfterOomThreshold { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether in-place updates that restart no container ignore minimum replicas and budget (U34, U83).</summary>
    /// <value>Default false.</value>
    public bool InPlaceSkipDisruptionBudget { get; init; }

    /// <summary>The feature gates in force.</summary>
    public FeatureGates Gates { get; init; } = new();

    /// <summary>The quick-OOM threshold of a VPA: its own one counts only with the gate <c>PerVPAConfig</c> (U58).</summary>
    public TimeSpan QuickOomThresholdFor(VerticalPodAutoscaler vpa) =>
        Gates.PerVpaConfig && vpa.UpdatePolicy?.EvictAfterOomSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : EvictAfterOomThreshold;
}
