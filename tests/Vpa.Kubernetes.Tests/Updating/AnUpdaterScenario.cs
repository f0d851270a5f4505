using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
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
/// <c>web</c> whose pods request 400m of cpu. The updater sees the pods as the API server has them at the start of each run.
/// </summary>
internal sealed class AnInPlaceScenario : IAdmissionHeartbeat, IVpaSource, IPodSource, ILimitRangeSource, IUpdateEventRecorder, IAsyncDisposable
{
    private const string PodsPath = "api/v1/namespaces/shop/pods";
    private readonly Vpa.Simulation.SimulatedCluster _cluster;
    private readonly SimulatedClock _clock;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly string _kubeconfig = Path.Combine(Path.GetTempPath(), $"vpa-in-place-{Guid.NewGuid():N}.yaml");
    private readonly InMemoryControllers _controllers = new();
    private readonly KubernetesApi _api;
    private readonly UpdaterRun _run;
    private List<Pod> _pods = [];

    private AnInPlaceScenario(Vpa.Simulation.SimulatedCluster cluster, SimulatedClock clock, UpdateMode mode)
    {
        (_cluster, _clock, Mode) = (cluster, clock, mode);
        File.WriteAllText(_kubeconfig, cluster.ApiServer.KubeconfigYaml(cluster.ApiServer.AdminToken));
        _api = KubernetesApi.Connect(new() { KubeconfigPath = _kubeconfig, Role = "test", QueriesPerSecond = 0 }, TimeProvider.System);
        var discovery = new ApiDiscovery(_api, TimeProvider.System);
        var ports = new UpdaterPorts
        {
            Heartbeat = this,
            Vpas = this,
            Pods = this,
            LimitRanges = this,
            Controllers = _controllers,
            Evictor = new PodEvictor(_api, discovery, new FakeLogger<PodEvictor>()),
            Resizer = new PodResizer(_api, discovery, new FakeLogger<PodResizer>()),
            Events = this,
        };
        var options = new UpdaterOptions { Rules = new() { Gates = new(InPlace: true, CpuStartupBoost: true) } };
        var meters = _services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
        _run = new UpdaterRun(ports, options, new UpdaterHealth(options.Interval, clock), meters, clock, NullLogger<UpdaterRun>.Instance);
    }

    public UpdateMode Mode { get; }

    public string Recommended { get; set; } = "700m";

    public ConcurrentQueue<string> Resized { get; } = [];

    public ConcurrentQueue<string> Evicted { get; } = [];

    public ConcurrentQueue<string> Skipped { get; } = [];

    /// <summary>A cluster of one node in which the Deployment runs.</summary>
    public static async Task<AnInPlaceScenario> StartAsync(UpdateMode mode, int replicas, string nodeCpu, bool servesResize = true)
    {
        var clock = new SimulatedClock(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
        var cluster = await Vpa.Simulation.SimulatedCluster.StartAsync(
            new SimulatedClusterOptions
            {
                Clock = clock,
                ApiServer = new SimulatedApiServerOptions { ServePodResize = servesResize },
                Nodes = new KubeletOptions { NodeCount = 1, NodeCpu = nodeCpu },
            },
            default);
        var scenario = new AnInPlaceScenario(cluster, clock, mode);
        await scenario.CreateAsync("api/v1/namespaces", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}""");
        await scenario.CreateAsync("apis/apps/v1/namespaces/shop/deployments", $$$$$$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},
             "spec":{"replicas":{{{{{{{replicas}}}}}}},"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},
              "spec":{"containers":[{"name":"app","image":"app:1","resources":{"requests":{"cpu":"400m"},"limits":{"cpu":"800m"}}}]}}}}
            """);
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), default);
        await scenario.ReadAsync();
        Assert.Equal(replicas, scenario._pods.Count(p => p.Phase == PodPhase.Running));
        scenario._controllers.AddDeployment("web", replicas).Add("ReplicaSet", scenario._pods[0].Owners[0].Name, replicas, ("Deployment", "web"));
        return scenario;
    }

    /// <summary>One run of the updater, after which a minute passes for the cluster.</summary>
    public async Task<List<Pod>> RunAsync(bool kubeletWorks = true)
    {
        await ReadAsync();
        Assert.Equal(RunOutcome.Completed, await _run.RunOnceAsync(CancellationToken.None));
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

    /// <summary>Has a kubelet that hangs report a resize in progress.</summary>
    public Task ReportInProgressAsync(Pod pod) => _api.PatchAsync(
        $"{PodsPath}/{pod.Name}/status", PatchKind.StrategicMerge,
        """{"status":{"conditions":[{"type":"PodResizeInProgress","status":"True"}]}}"""u8.ToArray(), CancellationToken.None);

    public Task<DateTimeOffset?> LastSeenAsync(CancellationToken cancellationToken) => Task.FromResult<DateTimeOffset?>(_clock.GetUtcNow());

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

    private Task CreateAsync(string collection, string json) =>
        _api.PostAsync(collection, JsonNode.Parse(json)!, TestJson.Default.JsonNode, CancellationToken.None);

    private async Task ReadAsync()
    {
        var list = await _api.GetJsonAsync(PodsPath, TestJson.Default.JsonNode, CancellationToken.None);
        var mapper = new PodMapper(new MappingProblems(NullLogger.Instance));
        _pods = [.. list["items"]!.AsArray().Select(i => mapper.Map(i.Deserialize(WireJson.Default.WirePod)!)).Where(UpdaterCaches.IsSeen)];
    }
}
