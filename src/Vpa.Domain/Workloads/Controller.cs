namespace Vpa.Domain.Workloads;

/// <summary>A controller of pods (one of the seven well-known kinds, or an object with a <c>scale</c> subresource), reduced to what the rules use.</summary>
public sealed record Controller
{
    /// <summary>Namespace, kind and name.</summary>
    public required WorkloadKey Key { get; init; }

    /// <summary>The owner that controls this object, if any.</summary>
    public OwnerReference? Owner { get; init; }

    /// <summary>The pods it selects (R106).</summary>
    public LabelSelector Selector { get; init; } = LabelSelector.Nothing;

    /// <summary><c>spec.replicas</c>; for a DaemonSet <c>status.desiredNumberScheduled</c>; null when absent (U35).</summary>
    public int? Replicas { get; init; }
}
