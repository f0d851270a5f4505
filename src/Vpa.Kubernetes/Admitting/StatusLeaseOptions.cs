namespace Vpa.Kubernetes.Admitting;

/// <summary>The Lease that tells the updater that pods are patched (A36); defaults are upstream's.</summary>
public sealed record StatusLeaseOptions
{
    /// <summary>Its namespace (<c>--status-lease-namespace</c>, else the environment variable <c>NAMESPACE</c>). Default: <c>kube-system</c>.</summary>
    public string Namespace { get; init; } = "kube-system";

    /// <summary>Its name (<c>--status-lease-name</c>). Default: <c>vpa-admission-controller</c>.</summary>
    public string Name { get; init; } = "vpa-admission-controller";

    /// <summary>Time between two beats and the deadline of each (<c>--status-lease-update-interval</c>); above 0. Default: 10 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Who beats: the host's name.</summary>
    public required string Holder { get; init; }
}
