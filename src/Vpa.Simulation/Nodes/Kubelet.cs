using Microsoft.Extensions.Logging;
using Vpa.Simulation.Connection;
using Vpa.Simulation.Objects;
using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Nodes;

/// <summary>Plays the scheduler and the kubelets of some nodes, as a client of any API server.</summary>
/// <remarks>
/// All state is in the API objects: a step reads it, decides purely and writes what differs, so a kubelet that is started anew goes on where
/// the one before stopped. Pods bound to other nodes are left alone.
/// </remarks>
public sealed class Kubelet
{
    private readonly ApiConnection _connection;
    private readonly KubeletOptions _options;
    private readonly ILogger<Kubelet> _logger;
    private readonly IReadOnlyList<NodeCapacity> _nodes;
    private readonly NodeRegistration _registration;
    private readonly PodScheduler _scheduler;
    private readonly UsageModel _usage;
    private PodLifecycle? _lifecycle;

    /// <summary>Creates a kubelet; nothing happens before its first step.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it and its value.</exception>
    public Kubelet(ApiConnection connection, KubeletOptions options, ILogger<Kubelet> logger)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(options);
        _connection = connection;
        _options = options;
        _logger = logger;
        _nodes = NodesOf(options);
        _registration = new NodeRegistration(connection.Objects, logger);
        _scheduler = new PodScheduler(connection.Objects);
        _usage = new UsageModel(options.Seed, logger);
    }

    /// <summary>One pass over all pods: lists them once and writes only what differs. The first pass registers the nodes.</summary>
    /// <returns>How many writes changed something; 0 when all is as it should be.</returns>
    public async Task<int> StepAsync(CancellationToken ct)
    {
        var now = WholeSecond(_options.Clock.GetUtcNow());
        _lifecycle ??= await StartAsync(now, ct);
        var pods = await _connection.Objects.ListAsync("/api/v1/pods", ObjectJson.Default.ObjectListPod, ct);
        pods.Sort(static (a, b) => string.CompareOrdinal(a.Metadata.Key, b.Metadata.Key));
        var ledger = new NodeLedger(_nodes, pods);
        var writes = new List<PlannedWrite>();
        foreach (var pod in pods)
        {
            if (ledger.Holds(pod) && Plan(pod, ledger, now) is { } write)
            {
                writes.Add(write);
            }
        }

        writes.AddRange(_scheduler.Plan(pods, ledger, now));
        return await new WriteBatch(_options.WriteConcurrency, _logger).SendAsync(writes, ct);
    }

    /// <summary>Steps and renews the nodes' leases at the intervals of the options until cancelled.</summary>
    public Task RunAsync(CancellationToken ct) => Task.WhenAll(
        ControlLoop.RunAsync("kubelet", StepAsync, _options.Interval, _options.Clock, _logger, ct),
        ControlLoop.RunAsync("node lease renewal", RenewLeasesAsync, _options.HeartbeatInterval, _options.Clock, _logger, ct));

    /// <summary>Renews the leases of all nodes once.</summary>
    public async Task RenewLeasesAsync(CancellationToken ct)
    {
        foreach (var node in _nodes)
        {
            await _registration.RenewLeaseAsync(node, _options.Clock.GetUtcNow(), ct);
        }
    }

    private async Task<PodLifecycle> StartAsync(DateTimeOffset now, CancellationToken ct)
    {
        foreach (var node in _nodes)
        {
            await _registration.RegisterAsync(node, now, ct);
        }

        // A server without pods/resize drops what a node reports about it; reporting it again and again would never settle.
        var resources = await k8s.CoreV1OperationsExtensions.GetAPIResourcesAsync(_connection.Client.CoreV1, ct);
        var resizes = resources.Resources.Any(r => r.Name == "pods/resize");
        return new PodLifecycle(new ContainerLifecycle(_usage, resizes, _logger), resizes ? new PodResizer(_usage) : null);
    }

    private PlannedWrite? Plan(Pod pod, NodeLedger ledger, DateTimeOffset now)
    {
        if (pod.Metadata.DeletionTimestamp is not null)
        {
            // The containers have stopped: only now may the object go.
            return new PlannedWrite(
                $"finish deletion of pod {pod.Metadata.Key}", ct => _connection.Objects.DeleteAsync(pod.Path(), pod.Metadata.Uid, graceSeconds: 0, ct));
        }

        if (pod.IsTerminal())
        {
            return null;
        }

        var next = _lifecycle!.Next(pod, ledger, now);
        return ReferenceEquals(next, pod.Status) ? null : PodStatusWrite.Of(_connection.Objects, pod, next);
    }

    // Kubernetes keeps whole seconds; a fraction would make what was written differ from what is read.
    private static DateTimeOffset WholeSecond(DateTimeOffset instant) => new(instant.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    private static List<NodeCapacity> NodesOf(KubeletOptions options)
    {
        RequireAtLeastOne(options.NodeCount, nameof(options.NodeCount));
        RequireAtLeastOne(options.MaxPodsPerNode, nameof(options.MaxPodsPerNode));
        RequireAtLeastOne(options.WriteConcurrency, nameof(options.WriteConcurrency));
        var cpu = Positive(options.NodeCpu, QuantityText.Nanocores(options.NodeCpu), nameof(options.NodeCpu));
        var memory = Positive(options.NodeMemory, QuantityText.Bytes(options.NodeMemory), nameof(options.NodeMemory));
        return
        [
            .. Enumerable.Range(1, options.NodeCount).Select(i =>
            {
                var name = FormattableString.Invariant($"{options.NodeNamePrefix}{i}");
                var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
                {
                    ["kubernetes.io/arch"] = "amd64",
                    ["kubernetes.io/hostname"] = name,
                    ["kubernetes.io/os"] = "linux",
                };
                return new NodeCapacity(name, cpu, memory, options.MaxPodsPerNode, labels);
            }),
        ];
    }

    private static void RequireAtLeastOne(int value, string name)
    {
        if (value < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(value), FormattableString.Invariant($"{name}: {value} is less than 1."));
        }
    }

    private static long Positive(string text, long? amount, string name) =>
        amount is > 0 and var value ? value : throw new ArgumentException($"{name}: \"{text}\" is not a positive quantity.", nameof(text));
}
