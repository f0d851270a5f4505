using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Loading;

/// <summary>What is known about a VPA's target.</summary>
/// <param name="IsKnown">False when the look-up failed: then nothing about the VPA may change.</param>
/// <param name="Problem">Why the target cannot be used (the message of <c>ConfigUnsupported</c>, R109); null when it can.</param>
internal readonly record struct TargetCheck(bool IsKnown, string? Problem)
{
    /// <summary>
    /// Looks a VPA's target up. Unlike upstream, the target need not be the topmost controller: histories are kept per workload for every
    /// targeted owner on a pod's chain.
    /// </summary>
    public static TargetCheck Of(VerticalPodAutoscaler vpa, IControllerDirectory directory)
    {
        if (vpa.Target is null)
        {
            return new(true, Unreadable("targetRef not defined. If this is a v1beta1 object, switch to v1"));
        }

        var lookup = directory.Find(vpa.Target.ApiVersion, vpa.TargetKey!.Value);
        return lookup.Status switch
        {
            ControllerLookupStatus.Found => new(true, null),
            ControllerLookupStatus.Unknown or ControllerLookupStatus.Pending => new(false, null),
            _ => new(true, Unreadable(lookup.Cause ?? DefaultCause(vpa.TargetKey.Value))),
        };
    }

    private static string Unreadable(string cause) => $"Cannot read targetRef. Reason: {cause}";

    private static string DefaultCause(WorkloadKey key) => $"{key.Kind} {key.Namespace}/{key.Name} does not exist";
}
