namespace Vpa.Domain.Admitting.Submitted;

/// <summary><c>spec.resourcePolicy</c>.</summary>
/// <param name="ContainerPolicies">The policies in their order.</param>
public sealed record SubmittedResourcePolicy(IReadOnlyList<SubmittedContainerPolicy?>? ContainerPolicies);
