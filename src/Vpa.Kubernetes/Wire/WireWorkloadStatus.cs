namespace Vpa.Kubernetes.Wire;

/// <summary>The status of a <see cref="WireWorkload"/>.</summary>
internal sealed class WireWorkloadStatus
{
    public int? DesiredNumberScheduled { get; set; }
}
