namespace Vpa.Simulation.Objects;

/// <summary>An <c>apps/v1</c> ReplicaSet.</summary>
internal sealed record ReplicaSet
{
    public ObjectMeta Metadata { get; init; } = new();

    public ReplicaSetSpec Spec { get; init; } = new();

    public ReplicaSetStatus? Status { get; init; }

    public string Path() => $"/apis/apps/v1/namespaces/{Metadata.Namespace}/replicasets/{Metadata.Name}";
}
