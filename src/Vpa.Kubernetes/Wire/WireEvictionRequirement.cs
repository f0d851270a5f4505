namespace Vpa.Kubernetes.Wire;

/// <summary>An eviction requirement of a <see cref="WireUpdatePolicy"/>.</summary>
internal sealed class WireEvictionRequirement
{
    public string[]? Resources { get; set; }

    public string? ChangeRequirement { get; set; }
}
