using Vpa.Domain.Workloads;

namespace Vpa.Updater.Ports;

/// <summary>Evicts pods through the eviction subresource, in the <c>policy</c> version that the server serves.</summary>
public interface IPodEvictor
{
    /// <summary>Evicts one pod, with its UID as precondition. Failures are logged by the implementation and returned, not thrown; cancellation is thrown.</summary>
    Task<EvictionOutcome> EvictAsync(Pod pod, CancellationToken cancellationToken);
}
