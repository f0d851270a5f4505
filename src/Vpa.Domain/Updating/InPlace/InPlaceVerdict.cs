using System.Runtime.InteropServices;

namespace Vpa.Domain.Updating.InPlace;

/// <summary>What may happen to a pod, and why nothing may.</summary>
/// <param name="Decision">What may happen.</param>
/// <param name="Refusal">Why it is deferred; <see cref="UpdateRefusal.None"/> when it is not.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct InPlaceVerdict(InPlaceDecision Decision, UpdateRefusal Refusal)
{
    internal static InPlaceVerdict Approved { get; } = new(InPlaceDecision.Approved, UpdateRefusal.None);

    internal static InPlaceVerdict Evict { get; } = new(InPlaceDecision.Evict, UpdateRefusal.None);

    internal static InPlaceVerdict Deferred(UpdateRefusal why) => new(InPlaceDecision.Deferred, why);
}
