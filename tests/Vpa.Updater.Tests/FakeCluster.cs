using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Vpa.Domain.Policies;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;
using Vpa.Updater.Ports;
using static Vpa.Testing.Updating.AControlledPod;

namespace Vpa.Updater.Tests;

/// <summary>A cluster behind the updater's ports: what its caches show, how evictions end, and what was evicted.</summary>
internal sealed class FakeCluster : IAdmissionHeartbeat, IVpaSource, IPodSource, ILimitRangeSource, IPodEvictor, IPodResizer, IUpdateEventRecorder, IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private int _underWay;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    public InMemoryControllers Controllers { get; } = new();

    public List<VerticalPodAutoscaler> Vpas { get; } = [];

    public List<Pod> Pods { get; set; } = [];

    public ConcurrentQueue<string> Asked { get; } = [];

    public ConcurrentQueue<string> AskedToResize { get; } = [];

    public ConcurrentQueue<string> Events { get; } = [];

    public int SupportReads { get; private set; }

    public ConcurrentDictionary<string, int> LimitRangeReads { get; } = [];

    public int MostUnderWay { get; private set; }

    public int HeartbeatReads { get; private set; }

    public Func<DateTimeOffset?> LastSeen { get; set; }

    public string? LeaseFault { get; set; }

    public Func<CancellationToken, Task> OnReadLease { get; set; } = static _ => Task.CompletedTask;

    public Func<Pod, CancellationToken, Task<EvictionOutcome>> OnEvict { get; set; } = static (_, _) => Task.FromResult(EvictionOutcome.Evicted);

    public Func<ResizeSupport> Support { get; set; } = static () => ResizeSupport.Served;

    public Func<Pod, PodResize, ResizeOutcome> OnResize { get; set; } = static (_, _) => ResizeOutcome.Accepted;

    public Func<IReadOnlyCollection<Pod>>? OnListPods { get; set; }

    public Func<string, IReadOnlyList<LimitRange>> LimitRanges { get; set; } = static _ => [];

    public FakeLogger<UpdaterRun> Logger { get; } = new();

    public IMeterFactory Meters { get; }

    public FakeCluster()
    {
        LastSeen = () => Time.GetUtcNow();
        Logger.ControlLevel(LogLevel.Debug, enabled: false);
        Meters = _services.GetRequiredService<IMeterFactory>();
    }

    /// <summary>A Deployment of pods that request 100m of cpu under a VPA that recommends 500m for them.</summary>
    public FakeCluster AddWorkload(string name, int replicas, Func<AnActingVpa, AnActingVpa>? vpa = null, string @namespace = "shop")
    {
        Controllers.AddDeployment(name, replicas, @namespace);
        var acting = AnActingVpa.Named(name, @namespace).Recommending(Recommended("500m", null, List("400m", null), List("600m", null)));
        Vpas.Add((vpa?.Invoke(acting) ?? acting).Build());
        Pods.AddRange(Enumerable.Range(0, replicas)
            .Select(i => Named($"{name}-1-{i}").In(@namespace).OwnedBy("ReplicaSet", name + "-1").Requesting("100m", null).StartedAt(Time.GetUtcNow()).Build()));
        return this;
    }

    public UpdaterRun Run(UpdaterOptions? options = null) => new(
        new UpdaterPorts
        {
            Heartbeat = this,
            Vpas = this,
            Pods = this,
            LimitRanges = this,
            Controllers = Controllers,
            Evictor = this,
            Resizer = this,
            Events = this,
        },
        options ?? new UpdaterOptions(),
        Meters,
        Time,
        Logger);

    public int LogLines(string contains) => Logger.Collector.GetSnapshot().Count(l => l.Message.Contains(contains, StringComparison.Ordinal));

    public NamespacedName Lease { get; } = new("kube-system", "vpa-admission-controller");

    public async Task<StatusLeaseReading> ReadAsync(CancellationToken cancellationToken)
    {
        HeartbeatReads++;
        await OnReadLease(cancellationToken);
        return new StatusLeaseReading("lease-uid", LastSeen(), LeaseFault);
    }

    public void AdmissionControllerNotAlive(NamespacedName lease, string leaseUid, string cause) => Events.Enqueue($"{lease} {leaseUid} not alive: {cause}");

    public void AdmissionControllerAlive(NamespacedName lease, string leaseUid) => Events.Enqueue($"{lease} {leaseUid} alive");

    public IReadOnlyCollection<VerticalPodAutoscaler> ListVpas() => [.. Vpas];

    public IReadOnlyCollection<Pod> ListPods() => OnListPods?.Invoke() ?? [.. Pods];

    public IReadOnlyList<LimitRange> ListLimitRanges(string @namespace)
    {
        LimitRangeReads.AddOrUpdate(@namespace, 1, static (_, n) => n + 1);
        return LimitRanges(@namespace);
    }

    public async Task<EvictionOutcome> EvictAsync(Pod pod, CancellationToken cancellationToken)
    {
        Asked.Enqueue(pod.Name);
        var underWay = Interlocked.Increment(ref _underWay);
        lock (Asked)
        {
            MostUnderWay = Math.Max(MostUnderWay, underWay);
        }

        try
        {
            return await OnEvict(pod, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    public Task<ResizeSupport> FindSupportAsync(CancellationToken cancellationToken)
    {
        SupportReads++;
        return Task.FromResult(Support());
    }

    public Task<ResizeOutcome> ResizeAsync(Pod pod, PodResize resize, CancellationToken cancellationToken)
    {
        AskedToResize.Enqueue(pod.Name);
        return Task.FromResult(OnResize(pod, resize));
    }

    public void PodResized(Pod pod, VerticalPodAutoscaler vpa) => Events.Enqueue($"{pod.Name} resized by {vpa.Key.Name}");

    public void ResizeSkipped(Pod pod, VerticalPodAutoscaler vpa) => Events.Enqueue($"{pod.Name} skipped by {vpa.Key.Name}");

    public void PodEvicted(Pod pod, VerticalPodAutoscaler vpa) => Events.Enqueue($"{pod.Name} by {vpa.Key.Name}");

    public void Dispose() => _services.Dispose();
}
