using System.Runtime.InteropServices;
using Vpa.Domain.Updating.InPlace;

namespace Vpa.Domain.Updating;

/// <summary>What was chosen for a controlled pod.</summary>
/// <param name="Refusal">Why it is left alone; <see cref="UpdateRefusal.None"/> when it is not.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="Resize">How it is resized; null when it is evicted or left alone.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PodChoice(UpdateRefusal Refusal, UpdatePriority Priority = default, PlannedResize? Resize = null)
{
    /// <summary>Leaves a pod alone.</summary>
    public static PodChoice Leave(UpdateRefusal why) => new(why);
}
