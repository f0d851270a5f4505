using Vpa.Domain.Workloads;

namespace Vpa.Domain.Usage;

/// <summary>Whose usage an aggregate holds: a container of a workload's pods. Labels play no part, so changing them loses nothing.</summary>
/// <param name="Workload">The controller.</param>
/// <param name="Container">The container's name.</param>
public readonly record struct AggregateKey(WorkloadKey Workload, string Container)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Workload}/{Container}";
}
