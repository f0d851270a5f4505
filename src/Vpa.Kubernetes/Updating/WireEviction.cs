using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Updating;

/// <summary>The body of an eviction (<c>policy/v1</c> or <c>policy/v1beta1</c>).</summary>
internal sealed class WireEviction
{
    public required string ApiVersion { get; init; }

    public string Kind { get; } = "Eviction";

    public required WireObjectMeta Metadata { get; init; }

    public required WireDeleteOptions DeleteOptions { get; init; }
}
