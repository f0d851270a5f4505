using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Discovery;
using Vpa.Kubernetes.Wire;
using Vpa.Kubernetes.Workloads;

namespace Vpa.Kubernetes.Caching;

/// <summary>The caches of one component: VPAs, controllers, and where asked for pods and LimitRanges (A2, A3, U10, R114).</summary>
public sealed class ClusterCaches
{
    /// <summary>Where VPAs are served.</summary>
    public static readonly ResourcePath VpaPath = new("autoscaling.k8s.io", "v1", "verticalpodautoscalers");

    /// <summary>Custom controllers are many in few clusters only; a server that cannot answer must not keep the rest from working.</summary>
    private static readonly TimeSpan PrimingLimit = TimeSpan.FromSeconds(10);

    private readonly List<Func<CancellationToken, Task>> _loops = [];
    private readonly List<Func<CancellationToken, Task>> _syncs = [];
    private readonly List<(ResourcePath Path, Func<string, CancellationToken, Task> Wait, Func<bool> HasSynced)> _caches = [];
    private readonly ScaleCache _scales;

    private ClusterCaches(KubernetesApi api, ApiDiscovery discovery, ClusterCachesOptions options, IReadOnlyCollection<(WellKnownKind Kind, string Version)> kinds, IMeterFactory meters, TimeProvider time, ILogger logger)
    {
        Api = api;
        Discovery = discovery;
        var problems = () => new MappingProblems(logger); // one a cache: each is used by one loop only
        ResourceCache<T> Add<TWire, T>(ResourcePath path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TWire> type, Func<TWire, T> map, string? fieldSelector = null)
            where TWire : class, IWireObject
            where T : class
        {
            var cache = new ResourceCache<T>(api, new CachedResource<T>(path, new ObjectDecoder<TWire, T>(type, map), options.Namespace, fieldSelector), options.Cache, meters, time, logger);
            _loops.Add(cache.RunAsync);
            _syncs.Add(cache.WaitForSyncAsync);
            _caches.Add((path, cache.WaitForVersionAsync, () => cache.HasSynced));
            return cache;
        }

        Vpas = Add(VpaPath, WireJson.Default.WireVpa, new VpaMapper(problems(), options.AdmissionVpas).Map);
        if (options.IndexVpas)
        {
            VpaTargets = new VpaTargets(Vpas, time);
            _loops.Add(VpaTargets.RunAsync);
            _syncs.Add(IndexVpasAsync);
        }

        if (options.WatchPods)
        {
            Pods = Add(new("", "v1", "pods"), WireJson.Default.WirePod, new PodMapper(problems()).Map, options.PodFieldSelector);
        }

        if (options.WatchLimitRanges)
        {
            LimitRangeCache = Add(new("", "v1", "limitranges"), WireJson.Default.WireLimitRange, new LimitRangeMapper(problems()).Map);
            LimitRanges = new NamespaceIndex<LimitRange>(LimitRangeCache);
        }

        var wellKnown = new Dictionary<string, ResourceCache<Controller>>(StringComparer.Ordinal);
        foreach (var (kind, version) in kinds)
        {
            var path = new ResourcePath(kind.Group, version, kind.Resource);
            var mapper = new ControllerMapper(kind.Kind, problems());
            wellKnown[kind.Kind] = kind.Kind switch
            {
                WellKnownKind.CronJob => Add<WireCronJob, Controller>(path, WireJson.Default.WireCronJob, mapper.Map),
                WellKnownKind.ReplicationController => Add<WireReplicationController, Controller>(path, WireJson.Default.WireReplicationController, mapper.Map),
                _ => Add<WireWorkload, Controller>(path, WireJson.Default.WireWorkload, mapper.Map),
            };
        }

        _scales = new ScaleCache(new ScaleReader(api, discovery, logger), time, logger);
        Controllers = new ControllerDirectory(wellKnown, _scales);
        var priming = new TargetPriming(Vpas, Controllers);
        _scales.BeforePass = priming.Prime;
        Vpas.Changed += priming.Follow;
        foreach (var cache in wellKnown.Values)
        {
            cache.Changed += priming.Follow;
        }

        _loops.Add(_scales.RunAsync);
    }

    /// <summary>The API server.</summary>
    public KubernetesApi Api { get; }

    /// <summary>What the API server serves.</summary>
    public ApiDiscovery Discovery { get; }

    /// <summary>All VPAs.</summary>
    public ResourceCache<VerticalPodAutoscaler> Vpas { get; }

    /// <summary>VPAs by target; null unless <see cref="ClusterCachesOptions.IndexVpas"/>.</summary>
    public VpaTargets? VpaTargets { get; }

    /// <summary>The pods; null unless <see cref="ClusterCachesOptions.WatchPods"/>.</summary>
    public ResourceCache<Pod>? Pods { get; }

    /// <summary>The LimitRanges by namespace; null unless <see cref="ClusterCachesOptions.WatchLimitRanges"/>.</summary>
    public NamespaceIndex<LimitRange>? LimitRanges { get; }

    /// <summary>The cache behind <see cref="LimitRanges"/>.</summary>
    public ResourceCache<LimitRange>? LimitRangeCache { get; }

    /// <summary>Controllers of pods.</summary>
    public ControllerDirectory Controllers { get; }

    /// <summary>Asks the server which kinds it serves, patiently, and prepares the caches. Nothing is watched yet.</summary>
    public static async Task<ClusterCaches> CreateAsync(
        KubernetesApi api, ClusterCachesOptions options, IMeterFactory meters, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var discovery = new ApiDiscovery(api, time);
        var kinds = await new ServedKinds(discovery, time, logger).FindAsync(options.Cache, cancellationToken);
        return new ClusterCaches(api, discovery, options, kinds, meters, time, logger);
    }

    /// <summary>Watches until cancelled. An exception is a defect; the other loops go on until they are cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        EndlessLoops.AllOrFirstDefectAsync([.. _loops.Select(run => Task.Run(() => run(cancellationToken), CancellationToken.None))]);

    /// <summary>Waits until every cache has its first list, VPAs are indexed, and the custom controllers that will be needed are read.</summary>
    public async Task WaitForSyncAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_syncs.Select(wait => wait(cancellationToken)));
        await _scales.PrimeAsync(PrimingLimit, cancellationToken);
    }

    /// <summary>The resources whose first list is not complete.</summary>
    public IEnumerable<ResourcePath> Unfilled => _caches.Where(c => !c.HasSynced()).Select(c => c.Path);

    /// <summary>Waits until every cache is at least as new as given, and VPAs are indexed.</summary>
    /// <param name="newestVersion">A resourceVersion for a group and resource.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>A cache with a field selector learns of versions that concern no object of its own only by bookmarks, so the wait may take as long as those are apart.</remarks>
    public async Task WaitForVersionsAsync(Func<string, string, string> newestVersion, CancellationToken cancellationToken)
    {
        await Task.WhenAll(_caches.Select(c => c.Wait(newestVersion(c.Path.Group, c.Path.Resource), cancellationToken)));
        VpaTargets?.Refresh();
    }

    private async Task IndexVpasAsync(CancellationToken cancellationToken)
    {
        await Vpas.WaitForSyncAsync(cancellationToken);
        VpaTargets?.Refresh();
    }
}
