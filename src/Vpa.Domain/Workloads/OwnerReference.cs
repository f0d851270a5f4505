namespace Vpa.Domain.Workloads;

/// <summary>A reference from an object to an owner in the same namespace.</summary>
/// <param name="ApiVersion">Group and version of the owner, for example <c>apps/v1</c>.</param>
/// <param name="Kind">The owner's kind.</param>
/// <param name="Name">The owner's name.</param>
/// <param name="IsController">Whether the owner is the managing controller; absent counts as false (U33).</param>
public sealed record OwnerReference(string ApiVersion, string Kind, string Name, bool IsController);
