using Microsoft.Extensions.Time.Testing;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Feeding;
using Vpa.Recommender.Ports;
using Vpa.Testing;
using Vpa.Testing.Updating;

namespace Vpa.Recommender.Tests.World;

/// <summary>The recommender's surroundings in memory: what is in the cluster, what its containers use, and what was written.</summary>
internal sealed class Cluster : IVpaSource, IPodSource, IUsageSource, IVpaStatusWriter, IRecommendationEventRecorder
{
    private readonly Dictionary<NamespacedName, VerticalPodAutoscaler> _vpas = [];
    private readonly Dictionary<NamespacedName, Pod> _pods = [];
    private readonly Dictionary<NamespacedName, List<ContainerUsage>> _usage = [];

    public Cluster() => Clock = new JumpingClock(Time);

    /// <summary>The time everywhere but on the recommender's machine.</summary>
    public FakeTimeProvider Time { get; } = new(AnInstant.Start);

    /// <summary>The clock of the recommender's machine.</summary>
    public JumpingClock Clock { get; }

    /// <summary>How far ahead the clock of the metrics server is.</summary>
    public TimeSpan UsageLead { get; set; }

    public InMemoryControllers Controllers { get; } = new();

    public FakeStore Store { get; set; } = new();

    public OutOfMemoryQueue Kills { get; } = new();

    public List<NamespacedName> Written { get; } = [];

    public HashSet<string> FailingVpas { get; } = [];

    public bool IsUsageUnavailable { get; set; }

    public bool IsUsageHanging { get; set; }

    public bool AreVpasUnreadable { get; set; }

    public FakeCheckpoints? Checkpoints { get; set; }

    public HistoryEvents HistoryEvents { get; } = new();

    public FakeArchive? Archive { get; set; }

    /// <summary>What was wrong with a part of each listing; null when nothing was.</summary>
    public string? UsageFault { get; set; }

    /// <summary>What the recommender last wanted to know about.</summary>
    public IReadOnlyList<UsageSubject> Subjects { get; private set; } = [];

    public RecommenderPorts Ports => new(this, this, Controllers, this, Kills, this, this, Store, Archive) { Checkpoints = Checkpoints, HistoryEvents = HistoryEvents };

    /// <summary>The events on VPAs, as <c>name: what</c>.</summary>
    public List<string> Told { get; } = [];

    public VerticalPodAutoscaler this[string vpa] => _vpas[new("default", vpa)];

    /// <summary>A Deployment with one ReplicaSet and so many pods with one container <c>app</c>.</summary>
    public Cluster WithDeployment(string name, int replicas = 1, string hash = "1")
    {
        WithControllers(name, hash);
        for (var i = 0; i < replicas; i++)
        {
            Put(APod.Named($"{name}-{hash}-{i}").OwnedBy("ReplicaSet", $"{name}-{hash}").Requesting("50m", "64Mi"));
        }

        return this;
    }

    /// <summary>A Deployment and one of its ReplicaSets, without pods.</summary>
    public void WithControllers(string deployment, string hash = "1") => Controllers
        .Add("Deployment", deployment, selector: LabelSelector.OfLabels(new Dictionary<string, string> { ["app.kubernetes.io/name"] = deployment }), @namespace: "default")
        .Add("ReplicaSet", $"{deployment}-{hash}", owner: ("Deployment", deployment), @namespace: "default");

    public Cluster With(VerticalPodAutoscaler vpa)
    {
        _vpas[vpa.Key] = vpa;
        return this;
    }

    public Cluster Put(Pod pod)
    {
        _pods[pod.Key] = pod;
        return this;
    }

    public void DeletePod(string name)
    {
        _pods.Remove(new("default", name));
        _usage.Remove(new("default", name));
    }

    public void DeleteVpa(string name) => _vpas.Remove(new("default", name));

    /// <summary>Sets what a container uses from now on, in the texts of metrics-server; null leaves a value out.</summary>
    public Cluster Using(string pod, string? cpu, string? memory, string container = "app")
    {
        var key = new NamespacedName("default", pod);
        var usages = _usage.TryGetValue(key, out var known) ? known : _usage[key] = [];
        usages.RemoveAll(u => u.Container == container);
        usages.Add(new(container, cpu is null ? null : Quantity.Parse(cpu), memory is null ? null : Quantity.Parse(memory)));
        return this;
    }

    public IReadOnlyCollection<VerticalPodAutoscaler> ListVpas() => AreVpasUnreadable ? throw new InvalidOperationException("the cache is broken") : [.. _vpas.Values];

    public IReadOnlyCollection<Pod> ListPods() => [.. _pods.Values];

    public async Task<UsageReading> ReadUsageAsync(IEnumerable<UsageSubject> subjects, CancellationToken cancellationToken)
    {
        Subjects = [.. subjects];
        if (IsUsageHanging)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, Time, cancellationToken);
        }

        return IsUsageUnavailable
            ? throw new UsageUnavailableException("503")
            : new UsageReading([.. _usage.Select(u => new PodUsage(u.Key, Time.GetUtcNow() + UsageLead, [.. u.Value]))], UsageFault is null ? 0 : 3, UsageFault);
    }

    public void RecommendationAppeared(VerticalPodAutoscaler vpa, Recommendation recommendation) =>
        Tell(vpa, $"recommended for {string.Join(',', recommendation.Containers.Select(c => c.ContainerName))}");

    public void RaisedAfterOutOfMemory(VerticalPodAutoscaler vpa, string container, string pod, Quantity before, Quantity after) =>
        Tell(vpa, $"{container} killed in {pod}, raised from {before} to {after}");

    public void ConfigurationUnsupported(VerticalPodAutoscaler vpa, string cause) => Tell(vpa, $"unsupported: {cause}");

    public Task<StatusWriteResult> WriteStatusAsync(NamespacedName vpa, VpaStatus status, CancellationToken cancellationToken)
    {
        lock (Written)
        {
            if (FailingVpas.Contains(vpa.Name))
            {
                throw new InvalidOperationException("a defect of the writer");
            }

            Written.Add(vpa);
            _vpas[vpa] = _vpas[vpa] with { Status = status };
        }

        return Task.FromResult(new StatusWriteResult(StatusWriteOutcome.Written));
    }

    private void Tell(VerticalPodAutoscaler vpa, string what)
    {
        lock (Told)
        {
            Told.Add($"{vpa.Key.Name}: {what}");
        }
    }
}
