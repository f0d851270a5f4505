using System.Collections.Immutable;
using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Wire;

/// <summary>Maps pods to the domain.</summary>
internal sealed class PodMapper(MappingProblems problems)
{
    private const string Kind = "Pod";
    private const string RestartContainer = "RestartContainer";

    /// <summary>Maps a pod.</summary>
    public Pod Map(WirePod wire)
    {
        var metadata = wire.Metadata;
        var fields = new FieldReader(Kind, metadata, problems);
        return new Pod
        {
            Namespace = metadata?.Namespace ?? "",
            Name = metadata?.Name ?? "",
            Uid = metadata?.Uid ?? "",
            ResourceVersion = metadata?.ResourceVersion ?? "",
            Labels = metadata?.Labels ?? CompactStringMap.Empty,
            Annotations = metadata?.Annotations,
            Owners = FieldReader.Owners(metadata),
            NodeName = string.IsNullOrEmpty(wire.Spec?.NodeName) ? null : wire.Spec.NodeName,
            Phase = PhaseOf(wire.Status?.Phase),
            CreationTimestamp = metadata?.CreationTimestamp ?? default,
            StartTime = wire.Status?.StartTime,
            DeletionTimestamp = metadata?.DeletionTimestamp,
            QosClass = wire.Status?.QosClass,
            Containers = Map(wire.Spec?.Containers, fields, MapContainer),
            InitContainerNames = Map(wire.Spec?.InitContainers, fields, static (c, _) => c.Name ?? ""),
            InitContainersWithStatusResources = wire.Status?.InitContainerStatuses?.Count(static s => s?.Resources is not null) ?? 0,
            ContainerStatuses = Map(wire.Status?.ContainerStatuses, fields, MapStatus),
            Conditions = Map(wire.Status?.Conditions, fields, static (c, _) => new PodCondition(c.Type ?? "", c.Status ?? "", c.Reason, c.Message, c.LastTransitionTime)),
        };
    }

    private static ImmutableArray<TResult> Map<TWire, TResult>(TWire[]? wires, in FieldReader fields, Func<TWire, FieldReader, TResult> map)
    {
        if (wires is null or { Length: 0 })
        {
            return [];
        }

        var results = ImmutableArray.CreateBuilder<TResult>(wires.Length);
        foreach (var wire in wires)
        {
            if (wire is not null)
            {
                results.Add(map(wire, fields));
            }
        }

        return results.DrainToImmutable();
    }

    private static Container MapContainer(WireContainer wire, FieldReader fields) => new()
    {
        Name = wire.Name ?? "",
        Resources = MapResources(wire.Resources, fields, "spec.containers[].resources") ?? ContainerResources.None,
        RestartOnResizeOf = wire.ResizePolicy is null ? [] : [.. wire.ResizePolicy.Where(p => p is { RestartPolicy: RestartContainer, ResourceName: not null }).Select(p => p.ResourceName!)],
    };

    private static ContainerStatus MapStatus(WireContainerStatus wire, FieldReader fields) => new()
    {
        Name = wire.Name ?? "",
        RestartCount = wire.RestartCount,
        Resources = MapResources(wire.Resources, fields, "status.containerStatuses[].resources"),
        State = MapState(wire.State),
        LastState = MapState(wire.LastState),
    };

    private static ContainerResources? MapResources(WireResources? wire, in FieldReader fields, string field)
    {
        if (wire is null)
        {
            return null;
        }

        var requests = fields.Resources(wire.Requests, field);
        var limits = fields.Resources(wire.Limits, field);
        return requests is null && limits is null ? ContainerResources.None : new(requests, limits);
    }

    private static ContainerState MapState(WireContainerState? wire) => wire switch
    {
        { Terminated: { } t } => new(ContainerStateKind.Terminated, t.Reason, t.StartedAt, t.FinishedAt),
        { Running: { } r } => new(ContainerStateKind.Running, StartedAt: r.StartedAt),
        { Waiting: { } w } => new(ContainerStateKind.Waiting, w.Reason),
        _ => ContainerState.None,
    };

    private static PodPhase PhaseOf(string? phase) => phase switch
    {
        "Running" => PodPhase.Running,
        "Pending" => PodPhase.Pending,
        "Succeeded" => PodPhase.Succeeded,
        "Failed" => PodPhase.Failed,
        _ => PodPhase.Unknown,
    };
}
