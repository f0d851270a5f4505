using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Caching;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Discovery;
using Vpa.Kubernetes.Updating;
using Vpa.Kubernetes.Wire;
using Vpa.Simulation;
using Vpa.Simulation.ApiServer;
using Vpa.Simulation.Nodes;
using Vpa.Testing.Updating;
using Vpa.Updater;
using Vpa.Updater.Ports;
using static Vpa.Testing.Updating.AControlledPod;

namespace Vpa.Kubernetes.Tests.Updating;

/// <summary>
/// The updater with its real evictor and resizer on a simulated cluster with controllers and kubelets, on one simulated clock: a Deployment
/// <c>web</c> whose pods request 400m of cpu, and the status lease of an admission controller. The updater sees the pods as the API server has them
/// at the start of each run.
/// </summary>
internal sealed class AnUpdaterScenario : IVpaSource, IPodSource, ILimitRangeSource, IUpdateEventRecorder, IAsyncDisposable
{
    private const string PodsPath = "api/v1/namespaces/shop/pods";
    private const string LeaseName = "vpa-admission-controller";
    private readonly Vpa.Simulation.SimulatedCluster _cluster;
    private readonly SimulatedClock _clock;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly string _kubeconfig = Path.Combine(Path.GetTempPath(), $"vpa-in-place-{Guid.NewGuid():N}.yaml");
    private readonly InMemoryControllers _controllers = new();
    private readonly KubernetesApi _api;
    private readonly UpdaterPorts _ports;
    private readonly UpdaterRun _run;
    private ResourceCache<Pod>? _cache;
    private List<Pod> _pods = [];

    private AnUpdaterScenario(Vpa.Simulation.SimulatedCluster cluster, SimulatedClock clock, UpdateMode mode, TimeSpan requestTimeout)
    {
        (_cluster, _clock, Mode) = (cluster, clock, mode);
        File.WriteAllText(_kubeconfig, cluster.ApiServer.KubeconfigYaml(cluster.ApiServer.AdminToken));
        _api = KubernetesApi.Connect(new() { KubeconfigPath = _kubeconfig, Role = "test", QueriesPerSecond = 0, RequestTimeout = requestTimeout }, TimeProvider.System);
        var discovery = new ApiDiscovery(_api, TimeProvider.System);
        _ports = new UpdaterPorts
        {
            Heartbeat = new AdmissionLeaseReader(_api, new AdmissionLeaseOptions(), TimeProvider.System),
            Vpas = this,
            Pods = this,
            LimitRanges = this,
            Controllers = _controllers,
            Evictor = new PodEvictor(_api, discovery, new FakeLogger<PodEvictor>()),
            Resizer = new PodResizer(_api, discovery, new FakeLogger<PodResizer>()),
            Events = this,
        };
        _run = NewUpdater();
    }

    public UpdateMode Mode { get; }

    public string Recommended { get; set; } = "700m";

    public ConcurrentQueue<string> Resized { get; } = [];

    public ConcurrentQueue<string> Evicted { get; } = [];

    public ConcurrentQueue<string> Skipped { get; } = [];

    public ConcurrentQueue<string> NotAlive { get; } = [];

    /// <summary>Whether the admission controller renews its status lease before each run.</summary>
    public bool IsWebhookUp { get; set; } = true;

    public KubernetesApi Api => _api;

    public FaultPlan Faults => _cluster.ApiServer.Faults;

    /// <summary>Pods that the API server was asked to evict, or to resize.</summary>
    public (long Evictions, long Resizes) Asked =>
        (_cluster.ApiServer.Requests.Count("create", "pods/eviction"), _cluster.ApiServer.Requests.Count("patch", "pods/resize"));

    /// <summary>A cluster of one node in which the Deployment runs.</summary>
    public static async Task<AnUpdaterScenario> StartAsync(UpdateMode mode, int replicas, string nodeCpu, bool servesResize = true, int requestTimeoutSeconds = 60)
    {
        var clock = new SimulatedClock(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
        var cluster = await Vpa.Simulation.SimulatedCluster.StartAsync(
            new SimulatedClusterOptions
            {
                Clock = clock,
                ApiServer = new SimulatedApiServerOptions { ServePodResize = servesResize, BookmarkInterval = TimeSpan.FromMilliseconds(100) },
                Nodes = new KubeletOptions { NodeCount = 1, NodeCpu = nodeCpu },
            },
            default);
        var scenario = new AnUpdaterScenario(cluster, clock, mode, TimeSpan.FromSeconds(requestTimeoutSeconds));
        await scenario.CreateAsync("api/v1/namespaces", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}""");
        await scenario.CreateAsync("apis/apps/v1/namespaces/shop/deployments", $$$$$$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},
             "spec":{"replicas":{{{{{{{replicas}}}}}}},"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},
              "spec":{"containers":[{"name":"app","image":"app:1","resources":{"requests":{"cpu":"400m"},"limits":{"cpu":"800m"}}}]}}}}
            """);
        await scenario.CreateAsync("apis/coordination.k8s.io/v1/namespaces/kube-system/leases",
            $$$"""{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"{{{LeaseName}}}","namespace":"kube-system"}}""");
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), default);
        await scenario.ReadAsync();
        Assert.Equal(replicas, scenario._pods.Count(p => p.Phase == PodPhase.Running));
        scenario._controllers.AddDeployment("web", replicas).Add("ReplicaSet", scenario._pods[0].Owners[0].Name, replicas, ("Deployment", "web"));
        return scenario;
    }

    /// <summary>Another updater over the same cluster, with a memory of its own.</summary>
    public UpdaterRun NewUpdater()
    {
        var options = new UpdaterOptions { Rules = new() { Gates = new(InPlace: true, CpuStartupBoost: true) } };
        var meters = _services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
        return new UpdaterRun(_ports, options, meters, _clock, NullLogger<UpdaterRun>.Instance);
    }

    /// <summary>Renews the status lease, if the admission controller is up, and reads the pods.</summary>
    public async Task PrepareAsync()
    {
        if (IsWebhookUp)
        {
            await _api.PatchAsync(
                $"apis/coordination.k8s.io/v1/namespaces/kube-system/leases/{LeaseName}", PatchKind.Merge,
                Encoding.UTF8.GetBytes($$$"""{"spec":{"renewTime":"{{{_clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}}}"}}"""), CancellationToken.None);
        }

        await ReadAsync();
    }

    /// <summary>From now on the pods are those of a watch cache that has caught up with the API server.</summary>
    public async Task WatchPodsAsync(CancellationToken stop)
    {
        var mapper = new PodMapper(new MappingProblems(NullLogger.Instance));
        var decoder = new ObjectDecoder<WirePod, Pod>(WireJson.Default.WirePod, mapper.Map);
        _cache = new ResourceCache<Pod>(
            _api, new CachedResource<Pod>(new ResourcePath("", "v1", "pods"), decoder, "shop", ClusterCachesOptions.UpdaterPods), SimulatedCluster.Impatient,
            _services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), TimeProvider.System, NullLogger.Instance, new Random(1));
        _ = _cache.RunAsync(stop);
        await _cache.WaitForSyncAsync(stop);
    }

    /// <summary>One run of the updater, after which a minute passes for the cluster.</summary>
    public async Task<List<Pod>> RunAsync(bool kubeletWorks = true, RunOutcome expected = RunOutcome.Completed)
    {
        await PrepareAsync();
        Assert.Equal(expected, await _run.RunOnceAsync(CancellationToken.None));
        if (kubeletWorks)
        {
            await _cluster.AdvanceAsync(TimeSpan.FromMinutes(1), default);
        }
        else
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        await ReadAsync();
        return _pods;
    }

    /// <summary>Lets a minute pass for the cluster.</summary>
    public Task PassAsync() => _cluster.AdvanceAsync(TimeSpan.FromMinutes(1), default);

    /// <summary>Has a kubelet that hangs report a resize in progress.</summary>
    public Task ReportInProgressAsync(Pod pod) => _api.PatchAsync(
        $"{PodsPath}/{pod.Name}/status", PatchKind.StrategicMerge,
        """{"status":{"conditions":[{"type":"PodResizeInProgress","status":"True"}]}}"""u8.ToArray(), CancellationToken.None);

    public void AdmissionControllerNotAlive(NamespacedName lease, string leaseUid, string cause) => NotAlive.Enqueue(cause);

    public void AdmissionControllerAlive(NamespacedName lease, string leaseUid) => NotAlive.Clear();

    public IReadOnlyCollection<VerticalPodAutoscaler> ListVpas() =>
        [new AnActingVpa().InMode(Mode).Recommending(AControlledPod.Recommended(Recommended, null, List(Recommended, null), List(Recommended, null))).Build()];

    public IReadOnlyCollection<Pod> ListPods() => _pods;

    public IReadOnlyList<LimitRange> ListLimitRanges(string @namespace) => [];

    public void PodEvicted(Pod pod, VerticalPodAutoscaler vpa) => Evicted.Enqueue(pod.Name);

    public void PodResized(Pod pod, VerticalPodAutoscaler vpa) => Resized.Enqueue(pod.Name);

    public void ResizeSkipped(Pod pod, VerticalPodAutoscaler vpa) => Skipped.Enqueue(pod.Name);

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _services.DisposeAsync();
        await _cluster.DisposeAsync();
        File.Delete(_kubeconfig);
    }

    /// <summary>Creates an object.</summary>
    public Task CreateAsync(string collection, string json) =>
        _api.PostAsync(collection, JsonNode.Parse(json)!, TestJson.Default.JsonNode, CancellationToken.None);

    /// <summary>Reads the pods.</summary>
    private async Task ReadAsync()
    {
        var list = await _api.GetJsonAsync(PodsPath, TestJson.Default.JsonNode, CancellationToken.None);
        var mapper = new PodMapper(new MappingProblems(NullLogger.Instance));
        if (_cache is not null)
        {
            await _cache.WaitForVersionAsync(list["metadata"]!["resourceVersion"]!.GetValue<string>(), CancellationToken.None);
            _pods = [.. _cache.List()];
            return;
        }

        _pods = [.. list["items"]!.AsArray().Select(i => mapper.Map(i.Deserialize(WireJson.Default.WirePod)!)).Where(UpdaterCaches.IsSeen)];
    }
}
