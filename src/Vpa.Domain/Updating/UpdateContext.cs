using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>What the choice of pods depends on besides the pods and their VPA.</summary>
public sealed record UpdateContext
{
    /// <summary>The thresholds.</summary>
    public required UpdateRules Rules { get; init; }

    /// <summary>Where the owners of groups are looked up.</summary>
    public required IControllerDirectory Directory { get; init; }

    /// <summary>The present time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The recommendation of a VPA as capped for one of its pods; null when there is none or processing failed.</summary>
    public required Func<VerticalPodAutoscaler, Pod, Recommendation?> Process { get; init; }

    /// <summary>When a pod was first seen in its present resize; null when it was not seen before now (U86).</summary>
    public required Func<Pod, DateTimeOffset?> ResizingSince { get; init; }

    /// <summary>Whether pods can be resized in place.</summary>
    /// <value>Default not: then <c>InPlaceOrRecreate</c> evicts.</value>
    public ResizeSupport Resizing { get; init; } = ResizeSupport.NotServed;

    /// <summary>The default limits of the namespace of a pod, from its Container-type LimitRange (U53, U95).</summary>
    /// <value>Default none.</value>
    public Func<Pod, ResourceList> DefaultLimits { get; init; } = static _ => ResourceList.Empty;

    /// <summary>What was found infeasible for a pod (U102); null when nothing was.</summary>
    /// <value>Default nothing for any pod.</value>
    public Func<Pod, InfeasibleAttempt?> InfeasibleAttempt { get; init; } = static _ => null;
}
