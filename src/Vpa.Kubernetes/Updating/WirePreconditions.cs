namespace Vpa.Kubernetes.Updating;

/// <summary>What must still hold of an object when it is deleted; null leaves it open.</summary>
internal sealed class WirePreconditions
{
    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }
}
