namespace Vpa.Simulation.Workloads;

/// <summary>A ReplicaSet as a rollout sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Replicas">Its <c>spec.replicas</c>.</param>
/// <param name="Available">Its pods that are ready and not being deleted.</param>
/// <param name="Existing">Its pods that still exist, those being deleted included.</param>
internal sealed record RolloutReplicaSet(string Name, int Replicas, int Available, int Existing);
