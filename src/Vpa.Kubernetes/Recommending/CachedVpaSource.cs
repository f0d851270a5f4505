using Vpa.Domain.Policies;
using Vpa.Kubernetes.Caching;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Recommending;

/// <summary>The VPAs of a watch cache.</summary>
public sealed class CachedVpaSource(ResourceCache<VerticalPodAutoscaler> cache) : IVpaSource
{
    /// <inheritdoc/>
    public IReadOnlyCollection<VerticalPodAutoscaler> ListVpas() => cache.List();
}
