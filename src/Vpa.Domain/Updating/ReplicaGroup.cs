using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>
/// The controlled pods of one VPA under one direct owner, and how many of them may be disrupted (U33 to U38). Disruptions are
/// counted by making a new value.
/// </summary>
public sealed record ReplicaGroup
{
    /// <summary>The direct owner.</summary>
    public required WorkloadKey Owner { get; init; }

    /// <summary>Configured replicas (U35).</summary>
    public required int Configured { get; init; }

    /// <summary>Live pods that are scheduled but do not run yet.</summary>
    public required int Pending { get; init; }

    /// <summary>Live pods that are not pending; readiness plays no part (U36).</summary>
    public required int Running { get; init; }

    /// <summary>How many of the configured replicas may be missing (U37).</summary>
    public required long Tolerance { get; init; }

    /// <summary>Kept in spite of too few live pods, for updates that disrupt nothing: its pods are never evicted (U34, U109).</summary>
    public bool IsBelowMinimum { get; init; }

    /// <summary>Pods evicted, or being evicted, in this run.</summary>
    public int Evicted { get; init; }

    /// <summary>Pods resized in this run.</summary>
    public int Resized { get; init; }

    /// <summary>Whether one more pod may be disrupted (U38).</summary>
    public bool IsDisruptable =>
        Running - (Evicted + Resized) > Configured - Tolerance
        || (Configured == Running && Tolerance == 0 && Evicted == 0 && Resized == 0);

    /// <summary>The tolerance of a group: a product in double precision, cut toward zero, saturating (U37).</summary>
    public static long ToleranceOf(int configured, double fraction) => (long)(configured * fraction);

    /// <summary>This group with one more pod evicted.</summary>
    public ReplicaGroup WithEviction() => this with { Evicted = Evicted + 1 };

    /// <summary>This group with one eviction taken back, because it did not happen.</summary>
    public ReplicaGroup WithoutEviction() => this with { Evicted = Evicted - 1 };

    /// <summary>This group with one more pod resized.</summary>
    public ReplicaGroup WithResize() => this with { Resized = Resized + 1 };

    /// <summary>This group with one resize taken back, because it did not happen.</summary>
    public ReplicaGroup WithoutResize() => this with { Resized = Resized - 1 };
}
