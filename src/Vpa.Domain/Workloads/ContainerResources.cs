using Vpa.Domain.Quantities;

namespace Vpa.Domain.Workloads;

/// <summary>Requests and limits of a container. Null means the list is absent, which differs from an empty one (A133).</summary>
/// <param name="Requests">The requests.</param>
/// <param name="Limits">The limits.</param>
public sealed record ContainerResources(ResourceList? Requests, ResourceList? Limits)
{
    /// <summary>Neither requests nor limits.</summary>
    public static ContainerResources None { get; } = new(null, null);
}
