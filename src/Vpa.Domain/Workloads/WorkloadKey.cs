namespace Vpa.Domain.Workloads;

/// <summary>
/// Identifies a workload: a controller by namespace, kind and name. The API group is left out, as everywhere upstream compares
/// targets (U31, A97).
/// </summary>
/// <param name="Namespace">The controller's namespace.</param>
/// <param name="Kind">The controller's kind, for example <c>Deployment</c>.</param>
/// <param name="Name">The controller's name.</param>
public readonly record struct WorkloadKey(string Namespace, string Kind, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Namespace}/{Name}";
}
