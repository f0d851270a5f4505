using Vpa.Admission.Ports;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Caching;

namespace Vpa.Kubernetes.Admitting;

/// <summary>What admission needs to know, from the caches: no member does more than read a snapshot.</summary>
/// <param name="vpas">VPAs by target.</param>
/// <param name="controllers">Controllers by key.</param>
/// <param name="limitRanges">LimitRanges by namespace.</param>
public sealed class CachedAdmissionState(VpaTargets vpas, IControllerDirectory controllers, NamespaceIndex<LimitRange> limitRanges) : IAdmissionState
{
    /// <summary>Takes what is needed out of a component's caches.</summary>
    /// <exception cref="ArgumentException">The caches do not watch LimitRanges.</exception>
    public static CachedAdmissionState Of(ClusterCaches caches)
    {
        ArgumentNullException.ThrowIfNull(caches);
        return new(
            caches.VpaTargets!,
            caches.Controllers,
            caches.LimitRanges ?? throw new ArgumentException("The caches of admission have to watch LimitRanges.", nameof(caches)));
    }

    /// <inheritdoc/>
    public VpaTargetIndex Vpas => vpas.Current;

    /// <inheritdoc/>
    public IControllerDirectory Controllers => controllers;

    /// <inheritdoc/>
    public IReadOnlyList<LimitRange> LimitRanges(string @namespace) => limitRanges.In(@namespace);
}
