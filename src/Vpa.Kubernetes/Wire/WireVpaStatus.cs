namespace Vpa.Kubernetes.Wire;

/// <summary>The status of a <see cref="WireVpa"/>.</summary>
internal sealed class WireVpaStatus
{
    public WireRecommendation? Recommendation { get; set; }

    public WireCondition[]? Conditions { get; set; }

    public long? ObservedGeneration { get; set; }
}
