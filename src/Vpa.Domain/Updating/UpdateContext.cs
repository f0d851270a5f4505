using Vpa.Domain.Policies;
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
}
