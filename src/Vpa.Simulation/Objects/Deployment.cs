namespace Vpa.Simulation.Objects;

/// <summary>An <c>apps/v1</c> Deployment.</summary>
internal sealed record Deployment
{
    public ObjectMeta Metadata { get; init; } = new();

    public DeploymentSpec Spec { get; init; } = new();

    public DeploymentStatus? Status { get; init; }

    public string Path() => $"/apis/apps/v1/namespaces/{Metadata.Namespace}/deployments/{Metadata.Name}";
}
