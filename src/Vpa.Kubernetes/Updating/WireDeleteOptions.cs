namespace Vpa.Kubernetes.Updating;

/// <summary>The conditions under which a pod may be deleted.</summary>
internal sealed class WireDeleteOptions
{
    public required WirePreconditions Preconditions { get; init; }
}
