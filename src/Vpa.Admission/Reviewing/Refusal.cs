using System.Collections.Immutable;
using Vpa.Domain.Admitting;

namespace Vpa.Admission.Reviewing;

/// <summary>Why a VPA is refused (A60).</summary>
/// <param name="Kind">The kind the client asked for.</param>
/// <param name="Name">The object's name.</param>
/// <param name="Errors">All errors, at least one.</param>
internal sealed record Refusal(string Kind, string Name, ImmutableArray<FieldError> Errors);
