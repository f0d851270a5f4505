namespace Vpa.Admission.Wire;

/// <summary>The members of a pod's status that admission looks at (A106).</summary>
internal sealed record PodStatusMessage
{
    /// <summary>Statuses of the regular containers.</summary>
    public ContainerStatusMessage?[]? ContainerStatuses { get; init; }
}
