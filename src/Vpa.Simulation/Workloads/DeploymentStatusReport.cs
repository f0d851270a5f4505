using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Workloads;

/// <summary>What a Deployment's status should say.</summary>
internal static class DeploymentStatusReport
{
    public static DeploymentStatus Of(Deployment deployment, IReadOnlyCollection<Pod> pods, int updated, DateTimeOffset now)
    {
        var wanted = deployment.Spec.Replicas ?? 1;
        var ready = pods.Count(p => p.IsReady());
        var unavailableAllowed = Rollout.Bound(deployment.Spec.Strategy?.RollingUpdate?.MaxUnavailable ?? default, wanted, roundUp: false);
        var old = deployment.Status?.Conditions ?? [];
        var complete = updated == wanted && pods.Count == wanted && ready == wanted;
        return new DeploymentStatus
        {
            ObservedGeneration = deployment.Metadata.Generation ?? 0,
            Replicas = pods.Count,
            UpdatedReplicas = updated,
            ReadyReplicas = ready,
            AvailableReplicas = ready,
            UnavailableReplicas = Math.Max(0, wanted - ready),
            Conditions =
            [
                ready >= wanted - unavailableAllowed
                    ? Condition(old, "Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now)
                    : Condition(old, "Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", now),
                complete
                    ? Condition(old, "Progressing", "True", "NewReplicaSetAvailable", "The newest ReplicaSet has successfully progressed.", now)
                    : Condition(old, "Progressing", "True", "ReplicaSetUpdated", "The newest ReplicaSet is progressing.", now),
            ],
        };
    }

    /// <summary>Whether two statuses say the same.</summary>
    public static bool Same(DeploymentStatus? left, DeploymentStatus right) =>
        left is not null
        && left with { Conditions = null } == right with { Conditions = null }
        && (left.Conditions ?? []).Order(ByType).SequenceEqual((right.Conditions ?? []).Order(ByType));

    private static readonly Comparer<DeploymentCondition> ByType =
        Comparer<DeploymentCondition>.Create((a, b) => string.CompareOrdinal(a.Type, b.Type));

    private static DeploymentCondition Condition(
        IEnumerable<DeploymentCondition> old, string type, string status, string reason, string message, DateTimeOffset now)
    {
        var before = old.FirstOrDefault(c => c.Type == type);
        if (before is not null && before.Status == status && before.Reason == reason && before.Message == message)
        {
            return before;
        }

        return new DeploymentCondition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastUpdateTime = now,
            LastTransitionTime = before?.Status == status ? before.LastTransitionTime : now,
        };
    }
}
