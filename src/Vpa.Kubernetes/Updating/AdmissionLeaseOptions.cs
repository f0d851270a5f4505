namespace Vpa.Kubernetes.Updating;

/// <summary>Where the status lease of the admission controller is (U8, U18); the defaults are upstream's.</summary>
public sealed record AdmissionLeaseOptions
{
    /// <summary>Its namespace (<c>--admission-controller-status-lease-namespace</c>, else the environment variable <c>NAMESPACE</c>).</summary>
    /// <value>Default <c>kube-system</c>.</value>
    public string Namespace { get; init; } = "kube-system";

    /// <summary>Its name (<c>--admission-controller-status-lease-name</c>).</summary>
    /// <value>Default <c>vpa-admission-controller</c>.</value>
    public string Name { get; init; } = "vpa-admission-controller";
}
