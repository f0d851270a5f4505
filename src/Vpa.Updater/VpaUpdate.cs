using Vpa.Domain.Updating;
using Vpa.Updater.Metrics;

namespace Vpa.Updater;

/// <summary>One VPA's part of a run: what is to be done, and how much of it was.</summary>
internal sealed class VpaUpdate(UpdatePlan plan)
{
    /// <summary>The updates to make.</summary>
    public UpdatePlan Plan { get; } = plan;

    /// <summary>The VPA's labels in metrics.</summary>
    public VpaLabels Labels { get; } = VpaLabels.Of(plan.Vpa, plan.ControlledPods);

    /// <summary>The number of evictions that were accepted.</summary>
    public int Evicted { get; private set; }

    /// <summary>The number of resizes that were accepted, unboosting included.</summary>
    public int Resized { get; private set; }

    /// <summary>The next calls that may go out side by side. Evictions come when no resize may go out any more (U16).</summary>
    public IEnumerable<PlannedUpdate> NextWave()
    {
        var resizes = Plan.Resizes.NextWave();
        return resizes.Count > 0
            ? resizes.Select(r => new PlannedUpdate(this, r.Pod, r))
            : Plan.Evictions.NextWave().Select(p => new PlannedUpdate(this, p, null));
    }

    /// <summary>Takes the end of a call of the last wave into account.</summary>
    /// <returns>Whether another wave may bring something: budget is free again and somebody waits for it, or evictions are still to come.</returns>
    public bool Settle(PlannedUpdate item, UpdateResult result)
    {
        if (item.Resize is { } resize)
        {
            Plan.Settle(resize, result.IsDisrupted, result.IsRefused);
            Resized += result.IsDone ? 1 : 0;
            return Plan.Evictions.Waiting.Count + Plan.Resizes.Waiting.Count > 0;
        }

        Plan.Evictions.Settle(item.Pod, result.IsDisrupted);
        Evicted += result.IsDone ? 1 : 0;
        return !result.IsDisrupted && Plan.Evictions.Waiting.Count > 0;
    }
}
