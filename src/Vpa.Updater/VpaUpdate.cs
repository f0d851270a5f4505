using Vpa.Domain.Updating;
using Vpa.Updater.Metrics;

namespace Vpa.Updater;

/// <summary>One VPA's part of a run: what is to be done, and how much of it was.</summary>
internal sealed class VpaUpdate(EvictionPlan plan)
{
    /// <summary>The evictions to make.</summary>
    public EvictionPlan Plan { get; } = plan;

    /// <summary>The VPA's labels in metrics.</summary>
    public VpaLabels Labels { get; } = VpaLabels.Of(plan.Vpa, plan.ControlledPods);

    /// <summary>The number of evictions that were accepted.</summary>
    public int Evicted { get; set; }
}
