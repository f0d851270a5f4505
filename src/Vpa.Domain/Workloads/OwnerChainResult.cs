using System.Collections.Immutable;

namespace Vpa.Domain.Workloads;

/// <summary>The controllers above an object.</summary>
/// <param name="Controllers">Every well-known or scalable controller on the chain, lowest first; empty when there is none or the climb failed.</param>
/// <param name="Error">Why the climb failed; null when it did not. A failed climb changes nothing that is stored.</param>
/// <param name="IsPending">Whether it failed at an owner that is known in a moment.</param>
/// <param name="IsMissing">Whether it failed at an owner of a well-known kind that does not exist, or that the caches have not heard of yet.</param>
public sealed record OwnerChainResult(ImmutableArray<Controller> Controllers, string? Error, bool IsPending = false, bool IsMissing = false)
{
    /// <summary>The topmost well-known or scalable controller, or null.</summary>
    public Controller? Topmost => Controllers.IsDefaultOrEmpty ? null : Controllers[^1];
}
