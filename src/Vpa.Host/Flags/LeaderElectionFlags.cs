namespace Vpa.Host.Flags;

/// <summary>Flags of leader election (R152, U7).</summary>
/// <param name="defaultLeaseName">The lease's name when none is given.</param>
internal sealed class LeaderElectionFlags(string defaultLeaseName)
{
    /// <summary>Whether to take part.</summary>
    public Flag<bool> LeaderElect { get; } = new("leader-elect", FlagTypes.Boolean, false, "Take part in leader election; only the leader works");

    /// <summary>How long a lease is respected.</summary>
    public Flag<TimeSpan> LeaseDuration { get; } = new("leader-elect-lease-duration", FlagTypes.Interval, TimeSpan.FromSeconds(15),
        "How long others respect a lease that is not renewed");

    /// <summary>How long the leader tries to renew.</summary>
    public Flag<TimeSpan> RenewDeadline { get; } = new("leader-elect-renew-deadline", FlagTypes.Interval, TimeSpan.FromSeconds(10),
        "How long the leader tries to renew before it gives up; less than the lease duration");

    /// <summary>Time between attempts.</summary>
    public Flag<TimeSpan> RetryPeriod { get; } = new("leader-elect-retry-period", FlagTypes.Interval, TimeSpan.FromSeconds(2),
        "Time between attempts to get or renew the lease");

    /// <summary>The lock type.</summary>
    public Flag<string> ResourceLock { get; } = new("leader-elect-resource-lock", FlagTypes.Text, "leases", "Lock type; only leases");

    /// <summary>The lease's name.</summary>
    public Flag<string> ResourceName { get; } = new("leader-elect-resource-name", FlagTypes.Text, defaultLeaseName, "Name of the lease");

    /// <summary>The lease's namespace.</summary>
    public Flag<string> ResourceNamespace { get; } = new("leader-elect-resource-namespace", FlagTypes.Text, "kube-system", "Namespace of the lease");

    /// <summary>All of them.</summary>
    public IEnumerable<IFlag> All => [LeaderElect, LeaseDuration, RenewDeadline, RetryPeriod, ResourceLock, ResourceName, ResourceNamespace];
}
