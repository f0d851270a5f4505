using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Admitting;

/// <summary>The VPA that controls a pod, or why there is none.</summary>
/// <param name="Outcome"><see cref="PodOutcome.Patched"/> exactly when there is a VPA.</param>
/// <param name="Vpa">The VPA.</param>
/// <param name="Cause">What failed, for people; null when nothing did.</param>
public sealed record ControllingVpa(PodOutcome Outcome, VerticalPodAutoscaler? Vpa, string? Cause = null)
{
    // A pod waits as long for its owners, so what was read because of it is young enough.
    private static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(100);

    private const string SelectorUnread = "the selector of the VPA's target was not read yet";

    /// <summary>
    /// Finds it: one index look-up an owner on the pod's chain. The topmost controller's VPAs come first (A97); only if none of them
    /// qualifies, those of lower owners do. Among the VPAs of one controller the oldest wins, then the smaller name (A100).
    /// </summary>
    public static ControllingVpa Find(Pod pod, VpaTargetIndex vpas, IControllerDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(pod);
        ArgumentNullException.ThrowIfNull(vpas);
        ArgumentNullException.ThrowIfNull(directory);
        var chain = OwnerChain.Of(pod, directory, MaxAge);
        if (chain.Error is not null)
        {
            var failed = chain.IsPending ? PodOutcome.OwnerPending : chain.IsMissing ? PodOutcome.OwnerMissing : PodOutcome.OwnerUnknown;
            return new(failed, null, chain.Error);
        }

        if (chain.Topmost is null)
        {
            return new(PodOutcome.NoController, null);
        }

        var (outcome, found) = Find(pod, chain, vpas, directory);
        return new(outcome, found, outcome == PodOutcome.OwnerPending ? SelectorUnread : null);
    }

    /// <summary>Finds it among those of the controllers of a chain that was climbed before. The updater searches here too: a pod is evicted only for what it comes back with.</summary>
    /// <returns>The VPA, or why there is none. Nothing is allocated.</returns>
    public static (PodOutcome Outcome, VerticalPodAutoscaler? Vpa) Find(Pod pod, OwnerChainResult chain, VpaTargetIndex vpas, IControllerDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(pod);
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(vpas);
        ArgumentNullException.ThrowIfNull(directory);
        var outcome = PodOutcome.NotTargeted;
        for (var i = chain.Controllers.Length - 1; i >= 0; i--)
        {
            var (owned, vpa) = Among(vpas, chain.Controllers[i], pod, directory);
            if (vpa is not null || owned == PodOutcome.OwnerPending)
            {
                return (owned, vpa);
            }

            outcome = outcome == PodOutcome.NotTargeted ? owned : outcome;
        }

        return (outcome, null);
    }

    private static (PodOutcome Outcome, VerticalPodAutoscaler? Vpa) Among(VpaTargetIndex vpas, Controller controller, Pod pod, IControllerDirectory directory)
    {
        var outcome = PodOutcome.NotTargeted;
        foreach (var candidate in vpas.For(controller.Key))
        {
            if (candidate.EffectiveMode == UpdateMode.Unknown || (candidate.EffectiveMode == UpdateMode.Off && !candidate.HasStartupBoost))
            {
                outcome = PodOutcome.VpaOff;
            }
            else
            {
                return Select(candidate, controller, pod, directory);
            }
        }

        return (outcome, null);
    }

    private static (PodOutcome Outcome, VerticalPodAutoscaler? Vpa) Select(VerticalPodAutoscaler candidate, Controller controller, Pod pod, IControllerDirectory directory)
    {
        var selector = controller.Selector;
        if (selector.IsNothing)
        {
            // A custom controller has its selector only a while after it was created (A99).
            var lookup = directory.FindFresh(candidate.Target!.ApiVersion, controller.Key, MaxAge);
            if (lookup.Status == ControllerLookupStatus.Pending)
            {
                return (PodOutcome.OwnerPending, null);
            }

            selector = lookup.Controller?.Selector ?? selector;
        }

        return selector.Matches(pod.Labels) ? (PodOutcome.Patched, candidate) : (PodOutcome.NotSelected, null);
    }
}
