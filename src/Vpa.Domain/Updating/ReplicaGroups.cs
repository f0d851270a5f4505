using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>The replica groups of one VPA in one run (U33 to U36). Not safe for use by several threads.</summary>
public sealed class ReplicaGroups
{
    private readonly Dictionary<WorkloadKey, ReplicaGroup> _kept = [];
    private readonly Dictionary<WorkloadKey, UpdateRefusal> _dropped = [];

    private ReplicaGroups()
    {
    }

    /// <summary>The groups that were not dropped.</summary>
    public IReadOnlyCollection<ReplicaGroup> Kept => _kept.Values;

    /// <summary>Groups the controlled pods of a VPA by direct owner and takes their statistics.</summary>
    public static ReplicaGroups Of(VerticalPodAutoscaler vpa, IReadOnlyList<Pod> pods, IControllerDirectory directory, UpdateRules rules)
    {
        var groups = new ReplicaGroups();
        foreach (var members in pods.GroupBy(KeyOf))
        {
            if (members.Key is not { } key)
            {
                continue;
            }

            var refusal = groups.TryKeep(key, [.. members], vpa, directory, rules);
            if (refusal != UpdateRefusal.None)
            {
                groups._dropped[key] = refusal;
            }
        }

        return groups;
    }

    /// <summary>The key of a pod's group: its first controlling owner (U33); null for a pod that nobody controls.</summary>
    public static WorkloadKey? KeyOf(Pod pod) => FirstController(pod) is { } owner ? new(pod.Namespace, owner.Kind, owner.Name) : null;

    /// <summary>The group of a pod, or null when it was dropped.</summary>
    public ReplicaGroup? Find(Pod pod) => KeyOf(pod) is { } key ? _kept.GetValueOrDefault(key) : null;

    /// <summary>Why a pod has no group; <see cref="UpdateRefusal.None"/> when it has one.</summary>
    public UpdateRefusal DroppedBecause(Pod pod) =>
        KeyOf(pod) is { } key ? _dropped.GetValueOrDefault(key, UpdateRefusal.None) : UpdateRefusal.ControllerUnknown;

    /// <summary>Puts a changed group in the place of the one with its owner.</summary>
    internal void Replace(ReplicaGroup group) => _kept[group.Owner] = group;

    private static OwnerReference? FirstController(Pod pod)
    {
        foreach (var owner in pod.Owners)
        {
            if (owner.IsController)
            {
                return owner;
            }
        }

        return null;
    }

    private UpdateRefusal TryKeep(WorkloadKey key, List<Pod> members, VerticalPodAutoscaler vpa, IControllerDirectory directory, UpdateRules rules)
    {
        var required = vpa.UpdatePolicy?.MinReplicas ?? rules.MinReplicas;
        var belowMinimum = members.Count < required;
        if (belowMinimum && !IsKeptBelowMinimum(members, vpa, rules))
        {
            return UpdateRefusal.TooFewReplicas;
        }

        var owner = FirstController(members[0])!;
        if (ConfiguredReplicas(key, owner.ApiVersion, members.Count, directory) is not { } configured)
        {
            return UpdateRefusal.ControllerUnknown;
        }

        var pending = members.Count(p => p.Phase == PodPhase.Pending);
        _kept[key] = new ReplicaGroup
        {
            Owner = key,
            Configured = configured,
            Pending = pending,
            Running = members.Count - pending,
            Tolerance = ReplicaGroup.ToleranceOf(configured, rules.EvictionTolerance),
            IsBelowMinimum = belowMinimum,
        };
        return UpdateRefusal.None;
    }

    // Such a group is there for unboosting and for resizes without restart only; upstream would also evict the pods of a boosted one (U34).
    private static bool IsKeptBelowMinimum(List<Pod> members, VerticalPodAutoscaler vpa, UpdateRules rules) =>
        members.Exists(BoostAnnotations.ArePresentOn)
        || (rules.InPlaceSkipDisruptionBudget && vpa.EffectiveMode is UpdateMode.InPlaceOrRecreate or UpdateMode.InPlace);

    // Null drops the group. Kinds without a replica count, Job among them, count their live pods (U35).
    private static int? ConfiguredReplicas(WorkloadKey key, string apiVersion, int livePods, IControllerDirectory directory)
    {
        if (key.Kind is not ("ReplicationController" or "ReplicaSet" or "StatefulSet" or "DaemonSet"))
        {
            return livePods;
        }

        var lookup = directory.Find(apiVersion, key);
        return lookup is { Status: ControllerLookupStatus.Found, Controller.Replicas: > 0 } ? lookup.Controller.Replicas : null;
    }
}
