using System.Runtime.InteropServices;

namespace Vpa.Updater;

/// <summary>How a resize or an eviction ended.</summary>
/// <param name="IsDone">Whether the API server accepted it.</param>
/// <param name="IsDisrupted">Whether it counts against the budget: it was accepted, the pod is gone anyway, or that cannot be told.</param>
/// <param name="IsRefused">Whether the API server refused it, so that it surely did not happen.</param>
/// <param name="LacksNodeCapacity">Whether it was refused because the node can never give the pod so much.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct UpdateResult(bool IsDone, bool IsDisrupted, bool IsRefused, bool LacksNodeCapacity = false)
{
    /// <summary>It was never begun.</summary>
    public static UpdateResult NotStarted => default;
}
