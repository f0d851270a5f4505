namespace Vpa.Simulation.Objects;

/// <summary>A pod, as far as scheduling, running and measuring it need it.</summary>
internal sealed record Pod
{
    public ObjectMeta Metadata { get; init; } = new();

    public PodSpec Spec { get; init; } = new();

    public PodStatus Status { get; init; } = new();

    /// <summary>The path of the pod's resource.</summary>
    public string Path() => $"/api/v1/namespaces/{Metadata.Namespace}/pods/{Metadata.Name}";

    /// <summary>Whether all its containers have ended for good.</summary>
    public bool IsTerminal() => Status.Phase is PodPhases.Succeeded or PodPhases.Failed;

    /// <summary>Whether it counts as a replica: neither ended nor being deleted.</summary>
    public bool IsActive() => !IsTerminal() && Metadata.DeletionTimestamp is null;

    /// <summary>Whether the condition <c>Ready</c> is true.</summary>
    public bool IsReady() => Status.Conditions?.Any(c => c.Type == "Ready" && c.Status == "True") == true;

    /// <summary>The status entry of a container of <c>spec.containers</c>, if it has one.</summary>
    public ContainerStatus? StatusOf(string container) => Status.ContainerStatuses?.FirstOrDefault(s => s.Name == container);
}
