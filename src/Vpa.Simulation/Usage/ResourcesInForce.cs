using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Usage;

/// <summary>Which requests and limits bind a running container.</summary>
internal static class ResourcesInForce
{
    private static readonly ResourceRequirements None = new();

    /// <summary>What the node has applied where it says so (a resize may be pending), else what the spec says.</summary>
    public static ResourceRequirements Of(Pod pod, Container container) =>
        pod.StatusOf(container.Name)?.Resources ?? container.Resources ?? None;
}
