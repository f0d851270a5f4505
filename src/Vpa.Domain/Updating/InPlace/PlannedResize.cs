using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating.InPlace;

/// <summary>A pod that is to be resized.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Resize">The change.</param>
/// <param name="EndsBoost">Whether it is made to end start-up boosts (U76), rather than to apply a recommendation.</param>
/// <param name="NeedsBudget">Whether its group must be disruptable (U83, U76).</param>
public sealed record PlannedResize(Pod Pod, PodResize Resize, bool EndsBoost, bool NeedsBudget);
