namespace Vpa.Kubernetes.Wire;

/// <summary>The state of a container: at most one of the three is set.</summary>
internal sealed class WireContainerState
{
    public WireContainerStateDetail? Waiting { get; set; }

    public WireContainerStateDetail? Running { get; set; }

    public WireContainerStateDetail? Terminated { get; set; }
}
