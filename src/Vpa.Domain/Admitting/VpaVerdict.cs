using System.Collections.Immutable;

namespace Vpa.Domain.Admitting;

/// <summary>What the webhook says about a submitted VPA.</summary>
/// <param name="Errors">Reasons to refuse it, in the order of the checks; empty when it is admitted.</param>
/// <param name="Warnings">Warnings for the client, whether or not it is admitted (A49).</param>
/// <param name="Operations">Defaults to fill in (A90); empty when it is refused.</param>
public sealed record VpaVerdict(
    ImmutableArray<FieldError> Errors, ImmutableArray<string> Warnings, ImmutableArray<PatchOperation> Operations);
