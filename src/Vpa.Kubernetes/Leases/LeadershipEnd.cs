namespace Vpa.Kubernetes.Leases;

/// <summary>Why leading ended.</summary>
public enum LeadershipEnd
{
    /// <summary>It was asked to, or its work was done; the lease is released.</summary>
    Stopped,

    /// <summary>The lease went to another, or could not be renewed in time.</summary>
    Lost,
}
