using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Wire;

/// <summary>Maps the well-known controllers to the domain (R106).</summary>
internal sealed class ControllerMapper(string kind, MappingProblems problems)
{
    private const string DaemonSet = "DaemonSet";

    /// <summary>Maps a Deployment, ReplicaSet, StatefulSet, DaemonSet or Job. A DaemonSet counts as many replicas as it should run pods.</summary>
    public Controller Map(WireWorkload wire)
    {
        if (!LabelSelectorMapper.TryMap(wire.Spec?.Selector, out var selector))
        {
            problems.Report(kind, wire.Metadata, "spec.selector", "matchExpressions");
        }

        return Build(wire.Metadata, selector, kind == DaemonSet ? wire.Status?.DesiredNumberScheduled : wire.Spec?.Replicas);
    }

    /// <summary>Maps a ReplicationController.</summary>
    public Controller Map(WireReplicationController wire) => Build(wire.Metadata, LabelSelector.OfLabels(wire.Spec?.Selector), wire.Spec?.Replicas);

    /// <summary>Maps a CronJob, which has no selector: it stands for the labels of its pod template.</summary>
    public Controller Map(WireCronJob wire) =>
        Build(wire.Metadata, LabelSelector.OfLabels(wire.Spec?.JobTemplate?.Spec?.Template?.Metadata?.Labels), null);

    private Controller Build(WireObjectMeta? metadata, LabelSelector selector, int? replicas) => new()
    {
        Key = new(metadata?.Namespace ?? "", kind, metadata?.Name ?? ""),
        Owner = FieldReader.ControllingOwner(metadata),
        Selector = selector,
        Replicas = replicas,
    };
}
