using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Caching;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Recommending;

/// <summary>The pods of a watch cache.</summary>
public sealed class CachedPodSource(ResourceCache<Pod> cache) : IPodSource
{
    /// <inheritdoc/>
    public IReadOnlyCollection<Pod> ListPods() => cache.List();
}
