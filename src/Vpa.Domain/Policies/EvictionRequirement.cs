using System.Collections.Immutable;

namespace Vpa.Domain.Policies;

/// <summary>A condition for evicting a pod: it holds if at least one of the resources changes as required (U66).</summary>
/// <param name="Resources">Resource names; an empty list never holds.</param>
/// <param name="Change">The direction required.</param>
public sealed record EvictionRequirement(ImmutableArray<string> Resources, ChangeRequirement Change);
