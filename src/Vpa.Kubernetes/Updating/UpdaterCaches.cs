using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Caching;
using Vpa.Updater.Ports;

namespace Vpa.Kubernetes.Updating;

/// <summary>The updater's sources over the caches. The pod cache may be shared with a component that wants more pods: what the updater does not see is left out here.</summary>
public sealed class UpdaterCaches : IVpaSource, IPodSource, ILimitRangeSource
{
    private readonly ResourceCache<VerticalPodAutoscaler> _vpas;
    private readonly ResourceCache<Pod> _pods;
    private readonly NamespaceIndex<LimitRange> _limitRanges;

    /// <summary>Takes VPAs, pods and LimitRanges from the caches of a component.</summary>
    /// <exception cref="ArgumentException">The component does not watch pods or LimitRanges.</exception>
    public UpdaterCaches(ClusterCaches caches)
    {
        _vpas = caches.Vpas;
        _pods = caches.Pods ?? throw new ArgumentException("The caches hold no pods.", nameof(caches));
        _limitRanges = caches.LimitRanges ?? throw new ArgumentException("The caches hold no LimitRanges.", nameof(caches));
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<VerticalPodAutoscaler> ListVpas() => _vpas.List();

    /// <inheritdoc/>
    public IReadOnlyCollection<Pod> ListPods() => [.. _pods.List().Where(IsSeen)];

    /// <inheritdoc/>
    public IReadOnlyList<LimitRange> ListLimitRanges(string @namespace) => _limitRanges.In(@namespace);

    /// <summary>Whether the updater sees a pod (U26): the same as <see cref="ClusterCachesOptions.UpdaterPods"/>, which the server applies to a cache of its own.</summary>
    internal static bool IsSeen(Pod pod) => !string.IsNullOrEmpty(pod.NodeName) && pod.Phase is not (PodPhase.Succeeded or PodPhase.Failed);
}
