using Vpa.Domain.Policies;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;
using Vpa.Updater;
using Vpa.Updater.Ports;
using static Vpa.Testing.Updating.AControlledPod;

namespace Vpa.Benchmarks.Updating;

/// <summary>A cluster in which every pod has what is recommended for it: Deployments with one ReplicaSet each, old and young pods, several namespaces.</summary>
internal sealed class SettledCluster : IAdmissionHeartbeat, IVpaSource, IPodSource, ILimitRangeSource, IControllerDirectory, IPodEvictor, IPodResizer, IUpdateEventRecorder
{
    private const int Namespaces = 100;
    private readonly Dictionary<WorkloadKey, ControllerLookup> _controllers = [];
    private readonly List<VerticalPodAutoscaler> _vpas = [];
    private readonly List<Pod> _pods = [];
    private int _touched;

    public SettledCluster(int vpas, int podsPerVpa, DateTimeOffset now)
    {
        for (var i = 0; i < vpas; i++)
        {
            var (@namespace, name) = ($"shop-{i % Namespaces}", $"web-{i}");
            _vpas.Add(AnActingVpa.Named(name, @namespace).Recommending(Recommended("100m", "64Mi", List("80m", "32Mi"), List("200m", "128Mi"))).Build());
            var selector = LabelSelector.OfLabels(new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = name });
            Add("Deployment", name, null);
            Add("ReplicaSet", name + "-1", new OwnerReference("apps/v1", "Deployment", name, IsController: true));
            for (var p = 0; p < podsPerVpa; p++)
            {
                _pods.Add(Named($"{name}-1-{p}").In(@namespace).Labelled("app", name).OwnedBy("ReplicaSet", name + "-1").WithUid($"{name}-{p}")
                    .Requesting("100m", "64Mi").StartedAt(now.AddHours(-p * 5)).Build());
            }

            void Add(string kind, string controller, OwnerReference? owner)
            {
                var key = new WorkloadKey(@namespace, kind, controller);
                _controllers.Add(key, new(ControllerLookupStatus.Found, new() { Key = key, Replicas = podsPerVpa, Selector = selector, Owner = owner }));
            }
        }
    }

    public int Touched => _touched;

    public NamespacedName Lease { get; } = new("kube-system", "vpa-admission-controller");

    public UpdaterPorts Ports => new()
    {
        Heartbeat = this,
        Vpas = this,
        Pods = this,
        LimitRanges = this,
        Controllers = this,
        Evictor = this,
        Resizer = this,
        Events = this,
    };

    public Task<StatusLeaseReading> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(new StatusLeaseReading("", TimeProvider.System.GetUtcNow()));

    public IReadOnlyCollection<VerticalPodAutoscaler> ListVpas() => _vpas;

    public IReadOnlyCollection<Pod> ListPods() => _pods;

    public IReadOnlyList<LimitRange> ListLimitRanges(string @namespace) => [];

    public ControllerLookup Find(string apiVersion, WorkloadKey key) => _controllers[key];

    public Task<EvictionOutcome> EvictAsync(Pod pod, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _touched);
        return Task.FromResult(EvictionOutcome.Evicted);
    }

    public Task<ResizeSupport> FindSupportAsync(CancellationToken cancellationToken) => Task.FromResult(ResizeSupport.Served);

    public Task<ResizeOutcome> ResizeAsync(Pod pod, PodResize resize, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _touched);
        return Task.FromResult(ResizeOutcome.Accepted);
    }

    public void PodEvicted(Pod pod, VerticalPodAutoscaler vpa)
    {
        // Counted where it is asked for.
    }

    public void PodResized(Pod pod, VerticalPodAutoscaler vpa)
    {
        // Counted where it is asked for.
    }

    public void ResizeSkipped(Pod pod, VerticalPodAutoscaler vpa) => throw new InvalidOperationException("Nothing is infeasible here.");

    public void AdmissionControllerNotAlive(NamespacedName lease, string leaseUid, string cause) => throw new InvalidOperationException(cause);

    public void AdmissionControllerAlive(NamespacedName lease, string leaseUid) => throw new InvalidOperationException("It was never away.");
}
