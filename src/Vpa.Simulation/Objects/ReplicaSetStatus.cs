namespace Vpa.Simulation.Objects;

/// <summary>A ReplicaSet's status; a record of numbers, so that two are equal when nothing changed.</summary>
internal sealed record ReplicaSetStatus
{
    public int Replicas { get; init; }

    public int FullyLabeledReplicas { get; init; }

    public int ReadyReplicas { get; init; }

    public int AvailableReplicas { get; init; }

    public long ObservedGeneration { get; init; }
}
