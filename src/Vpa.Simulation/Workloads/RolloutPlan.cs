namespace Vpa.Simulation.Workloads;

/// <summary>What a rollout does next.</summary>
/// <param name="NewReplicas">Replicas that the ReplicaSet of the present template should have now.</param>
/// <param name="OldReplicas">Replicas that the other ReplicaSets should have now, by name.</param>
internal sealed record RolloutPlan(int NewReplicas, IReadOnlyDictionary<string, int> OldReplicas);
