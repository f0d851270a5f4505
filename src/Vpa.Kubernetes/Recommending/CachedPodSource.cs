using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Caching;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Recommending;

/// <summary>The pods of a watch cache; pending ones are left out also when the cache holds them for others (R114).</summary>
public sealed class CachedPodSource(ResourceCache<Pod> cache) : IPodSource
{
    /// <inheritdoc/>
    public IReadOnlyCollection<Pod> ListPods() => [.. cache.List().Where(p => p.Phase is not PodPhase.Pending)];
}
