using System.Collections.Immutable;
using Vpa.Domain.Updating;

namespace Vpa.Updater;

/// <summary>The settings of the updater; the defaults are upstream's (section 19 of the updater's specification).</summary>
public sealed record UpdaterOptions
{
    /// <summary>The time between runs, and the deadline for starting evictions and resizes in a run (<c>--updater-interval</c>, U11, U12).</summary>
    /// <value>Default 1 minute.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether to act only while the admission controller is alive (<c>--use-admission-controller-status</c>, U20).</summary>
    /// <value>Default true.</value>
    public bool UseAdmissionControllerStatus { get; init; } = true;

    /// <summary>The age at which its status lease is stale (<c>--admission-controller-status-lease-timeout</c>, U18).</summary>
    /// <value>Default 1 minute; must be positive.</value>
    public TimeSpan AdmissionLeaseTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Evictions, and separately resizes, per second; 0 or less: unlimited (<c>--eviction-rate-limit</c>, U116, U117).</summary>
    /// <value>Default -1.</value>
    public double EvictionRateLimit { get; init; } = -1;

    /// <summary>Evictions, and separately resizes, that may go out at once after a pause (<c>--eviction-rate-burst</c>, U116).</summary>
    /// <value>Default 1.</value>
    public int EvictionRateBurst { get; init; } = 1;

    /// <summary>Evictions and resizes under way at the same time; ours, upstream makes one after the other.</summary>
    /// <value>Default 16; at least 1.</value>
    public int MaxConcurrentCalls { get; init; } = 16;

    /// <summary>The longest an eviction or a resize may take; ours, upstream's has no bound (U12).</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Namespaces whose VPAs are skipped (<c>--ignored-vpa-object-namespaces</c>, U9).</summary>
    /// <value>Default none.</value>
    public ImmutableHashSet<string> IgnoredNamespaces { get; init; } = [];

    /// <summary>The thresholds by which pods are chosen.</summary>
    public UpdateRules Rules { get; init; } = new();
}
