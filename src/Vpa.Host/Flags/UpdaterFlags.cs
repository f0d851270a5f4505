namespace Vpa.Host.Flags;

/// <summary>Flags of the updater (section 19 of its specification).</summary>
internal sealed class UpdaterFlags
{
    public Flag<string> Address { get; } = new("address", FlagTypes.Text, ":8943", "Listen address of /metrics and /health-check");

    public Flag<TimeSpan> UpdaterInterval { get; } = new("updater-interval", FlagTypes.Interval, TimeSpan.FromMinutes(1), "Time between runs, and deadline of a run");

    public Flag<int> MinReplicas { get; } = new("min-replicas", FlagTypes.NonNegativeInteger, 2, "Live pods a group needs before one may be disrupted; a VPA may override it");

    public Flag<double> EvictionTolerance { get; } = new("eviction-tolerance", FlagTypes.Fraction, 0.5, "Fraction of a group that may be disrupted at once");

    public Flag<double> EvictionRateLimit { get; } = new("eviction-rate-limit", FlagTypes.Number, -1, "Evictions per second; 0 or less: unlimited");

    public Flag<int> EvictionRateBurst { get; } = new("eviction-rate-burst", FlagTypes.Integer, 1, "Burst of evictions");

    public Flag<double> PodUpdateThreshold { get; } = new("pod-update-threshold", FlagTypes.Number, 0.1, "Smallest relative difference for which old pods inside their bounds are updated");

    public Flag<TimeSpan> LifetimeThreshold { get; } = new("in-recommendation-bounds-eviction-lifetime-threshold", FlagTypes.Duration, TimeSpan.FromHours(12),
        "Age from which pods inside their bounds may be updated");

    public Flag<TimeSpan> EvictAfterOomThreshold { get; } = new("evict-after-oom-threshold", FlagTypes.Duration, TimeSpan.FromMinutes(10),
        "An OOM kill sooner than this after the container's start makes its pod a candidate at once");

    public Flag<bool> UseAdmissionControllerStatus { get; } = new("use-admission-controller-status", FlagTypes.Boolean, true, "Act only while the admission controller's status lease is fresh");

    public Flag<string> StatusLeaseName { get; } = new("admission-controller-status-lease-name", FlagTypes.Text, "vpa-admission-controller", "Name of that lease");

    public Flag<string> StatusLeaseNamespace { get; } = new("admission-controller-status-lease-namespace", FlagTypes.Text, "", "Namespace of that lease; empty: NAMESPACE of the environment, else kube-system");

    public Flag<TimeSpan> StatusLeaseTimeout { get; } = new("admission-controller-status-lease-timeout", FlagTypes.PositiveDuration, TimeSpan.FromMinutes(1), "Age at which that lease is stale");

    public Flag<bool> InPlaceSkipDisruptionBudget { get; } = new("in-place-skip-disruption-budget", FlagTypes.Boolean, false,
        "In-place updates without a container restart ignore minimum replicas and budget");

    public LeaderElectionFlags LeaderElection { get; } = new("vpa-updater");

    /// <summary>All of the updater's own.</summary>
    public IEnumerable<IFlag> All =>
    [
        Address, UpdaterInterval, MinReplicas, EvictionTolerance, EvictionRateLimit, EvictionRateBurst, PodUpdateThreshold, LifetimeThreshold, EvictAfterOomThreshold,
        UseAdmissionControllerStatus, StatusLeaseName, StatusLeaseNamespace, StatusLeaseTimeout, InPlaceSkipDisruptionBudget, .. LeaderElection.All,
    ];
}
