using Vpa.Domain.Policies;
using Vpa.Domain.Updating.InPlace;

namespace Vpa.Domain.Updating;

/// <summary>What is to be done about the pods of one VPA in one run: resizes first, then evictions, on shared budgets (U16). Not safe for use by several threads.</summary>
public sealed class UpdatePlan
{
    internal UpdatePlan(VerticalPodAutoscaler vpa, int controlledPods, ResizePlan resizes, EvictionPlan evictions, IReadOnlyList<RefusedPod> refused)
    {
        Vpa = vpa;
        ControlledPods = controlledPods;
        Resizes = resizes;
        Evictions = evictions;
        Refused = refused;
    }

    /// <summary>The VPA.</summary>
    public VerticalPodAutoscaler Vpa { get; }

    /// <summary>The number of pods it controls.</summary>
    public int ControlledPods { get; }

    /// <summary>Whether the mode of the VPA has the updater touch running pods for more than ending boosts (U16).</summary>
    public bool UpdatesRunningPods { get; internal init; }

    /// <summary>The number of pods that were to be evicted at the start of the run (U70); those of <c>InPlaceOrRecreate</c> do not count (U115).</summary>
    public int EvictablePods { get; internal init; }

    /// <summary>The number of pods that were to be updated in place at the start of the run (U71); unboosting does not count.</summary>
    public int InPlaceUpdatablePods { get; internal init; }

    /// <summary>The resizes.</summary>
    public ResizePlan Resizes { get; }

    /// <summary>The evictions, those of pods whose resize is stuck or failed among them.</summary>
    public EvictionPlan Evictions { get; }

    /// <summary>The pods that were left alone from the start, with the reasons.</summary>
    public IReadOnlyList<RefusedPod> Refused { get; }

    /// <summary>Says how a resize of the last wave ended.</summary>
    /// <param name="planned">The resize.</param>
    /// <param name="disrupted">Whether it was accepted, or that cannot be told.</param>
    /// <param name="refused">Whether the API server refused it: then <c>InPlaceOrRecreate</c> evicts the pod instead, but never to end a boost (U77, U88).</param>
    /// <exception cref="InvalidOperationException">The resize is not under way.</exception>
    public void Settle(PlannedResize planned, bool disrupted, bool refused)
    {
        Resizes.Settle(planned, disrupted);
        if (refused && !planned.EndsBoost && Vpa.EffectiveMode == UpdateMode.InPlaceOrRecreate)
        {
            Evictions.HandOver(planned.Pod);
        }
    }
}
