using Vpa.Simulation.Objects;
using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Metrics;

/// <summary>Turns two successive readings of the pods into metrics, by metrics-server's rules.</summary>
/// <remarks>
/// A pod is reported when every running container of it was running in the scrape before too, in the same run: usage is a rate between
/// two readings, so a pod that is new or has just restarted a container is left out.
/// </remarks>
internal sealed class Scrape(UsageModel usage, ulong seed, TimeSpan resolution)
{
    /// <summary>What a node's own system uses: some 60 millicores and 600 MiB.</summary>
    private static readonly NoisyShape SystemCpu = new(new SteadyShape(60_000_000), 0.2);

    private static readonly NoisyShape SystemMemory = new(new SteadyShape(600L << 20), 0.02);

    // Reading the nodes takes time and they answer at their own pace: timestamps lie up to this far before the scrape.
    private readonly TimeSpan _spread = resolution / 10;

    private Dictionary<string, ScrapePoint> _points = new(StringComparer.Ordinal);
    private DateTimeOffset? _last;

    /// <summary>Takes a reading and reports what can be told from it and the one before.</summary>
    public MetricsSnapshot Take(IReadOnlyCollection<Pod> pods, IEnumerable<Node> nodes, DateTimeOffset now)
    {
        var points = new Dictionary<string, ScrapePoint>(pods.Count, StringComparer.Ordinal);
        var measured = new List<MeasuredPod>(pods.Count);
        foreach (var pod in pods.OrderBy(p => p.Metadata.Key, StringComparer.Ordinal))
        {
            if (Read(pod, now) is not { } point)
            {
                continue;
            }

            var id = pod.Metadata.Uid!;
            points[id] = point;
            if (_points.TryGetValue(id, out var before) && SameRuns(before, point) && point.Timestamp > before.Timestamp)
            {
                measured.Add(Measure(pod, before, point));
            }
        }

        _points = points;
        var window = _last is { } last ? now - last : TimeSpan.Zero;
        _last = now;
        return new MetricsSnapshot(measured, window > TimeSpan.Zero ? [.. MeasureNodes(pods, nodes, window, now)] : []);
    }

    private ScrapePoint? Read(Pod pod, DateTimeOffset now)
    {
        if (pod.Status.Phase != PodPhases.Running)
        {
            return null;
        }

        var starts = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var container in pod.Spec.Containers)
        {
            if (pod.StatusOf(container.Name)?.State.Running?.StartedAt is { } startedAt)
            {
                starts[container.Name] = startedAt;
            }
        }

        var jitter = _spread * SeededHash.UnitInterval(SeededHash.Of(SeededHash.Of(seed, pod.Metadata.Key), now.UtcTicks));
        return starts.Count == 0 ? null : new ScrapePoint(WholeMilliseconds(now - jitter), starts);
    }

    private static bool SameRuns(ScrapePoint before, ScrapePoint now) =>
        now.Starts.All(s => before.Starts.TryGetValue(s.Key, out var start) && start == s.Value);

    private MeasuredPod Measure(Pod pod, ScrapePoint before, ScrapePoint point)
    {
        var containers = new List<MeasuredContainer>(point.Starts.Count);
        foreach (var container in pod.Spec.Containers)
        {
            if (point.Starts.TryGetValue(container.Name, out var startedAt))
            {
                containers.Add(new MeasuredContainer(container.Name, UsageOf(pod, container, startedAt, point.Timestamp)));
            }
        }

        return new MeasuredPod(
            pod.Metadata.Namespace, pod.Metadata.Name, pod.Metadata.Labels ?? [], point.Timestamp, point.Timestamp - before.Timestamp, containers);
    }

    // A container cannot be seen above its memory limit: the kernel ends it there.
    private ContainerUsage UsageOf(Pod pod, Container container, DateTimeOffset startedAt, DateTimeOffset at)
    {
        var used = usage.Of(pod, container, startedAt, at);
        var limit = ResourcesInForce.Of(pod, container).MemoryLimit();
        return limit is > 0 && used.MemoryBytes > limit ? used with { MemoryBytes = limit.Value } : used;
    }

    private IEnumerable<MeasuredNode> MeasureNodes(IReadOnlyCollection<Pod> pods, IEnumerable<Node> nodes, TimeSpan window, DateTimeOffset now)
    {
        var byNode = pods.Where(p => p.Status.Phase == PodPhases.Running).ToLookup(p => p.Spec.NodeName ?? string.Empty, StringComparer.Ordinal);
        foreach (var node in nodes.OrderBy(n => n.Metadata.Name, StringComparer.Ordinal))
        {
            var instant = new UsageInstant(SeededHash.Of(seed, node.Metadata.Name), TimeSpan.Zero, now);
            var cpu = (long)SystemCpu.At(instant);
            var memory = (long)SystemMemory.At(instant) >> 12 << 12;
            foreach (var used in byNode[node.Metadata.Name].SelectMany(pod => UsagesOf(pod, now)))
            {
                cpu += used.CpuNanocores;
                memory += used.MemoryBytes;
            }

            yield return new MeasuredNode(node.Metadata.Name, node.Metadata.Labels ?? [], now, window, new ContainerUsage(cpu, memory));
        }
    }

    private IEnumerable<ContainerUsage> UsagesOf(Pod pod, DateTimeOffset now) =>
        from container in pod.Spec.Containers
        let running = pod.StatusOf(container.Name)?.State.Running
        where running is not null
        select UsageOf(pod, container, running.StartedAt ?? now, now);

    private static DateTimeOffset WholeMilliseconds(DateTimeOffset instant) =>
        new(instant.UtcTicks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
}
