namespace Vpa.Kubernetes.Wire;

/// <summary>The update policy of a <see cref="WireVpa"/>.</summary>
internal sealed class WireUpdatePolicy
{
    public string? UpdateMode { get; set; }

    public int? MinReplicas { get; set; }

    public WireEvictionRequirement[]? EvictionRequirements { get; set; }

    public int? EvictAfterOOMSeconds { get; set; }
}
