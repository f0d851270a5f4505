using Vpa.Domain.Workloads;

namespace Vpa.Updater.Ports;

/// <summary>Evicts pods through the eviction subresource, in the <c>policy</c> version that the server serves.</summary>
public interface IPodEvictor
{
    /// <summary>
    /// Evicts one pod, with its UID as precondition. For a pod that does not run yet its resourceVersion is another one: it was chosen without
    /// regard to the disruption budget, so it must not have begun to run meanwhile. Failures are logged by the implementation and returned,
    /// not thrown; cancellation is thrown.
    /// </summary>
    Task<EvictionOutcome> EvictAsync(Pod pod, CancellationToken cancellationToken);
}
