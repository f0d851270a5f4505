using Microsoft.Extensions.Logging;
using Vpa.Domain.Usage;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Histories;
using Vpa.Recommender.Loading;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Pods;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Backfilling;

/// <summary>
/// Gives workloads that the store knows nothing of the usage that an archive remembers of them (section 16). What the store holds is never touched, and the
/// archive is asked for the time before the start only, so nothing counts twice. The cycles go on meanwhile.
/// </summary>
internal sealed class HistoryBackfill(
    IUsageArchive? archive, HistoryBook book, PodModel pods, IControllerDirectory directory, RecommenderMetrics metrics, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<AggregateKey> _known = [];

    private readonly HashSet<WorkloadKey> _awaiting = [];
    private PastUsageFetch? _fetch;
    private Task<PastUsage>? _past;

    /// <summary>
    /// Starts to fetch if there is an archive and a workload without stored history. Call it once, when histories, VPAs and pods are loaded and no usage
    /// has been fed yet.
    /// </summary>
    public void Begin(IReadOnlySet<WorkloadKey> targets, DateTimeOffset now)
    {
        if (archive is null)
        {
            return;
        }

        foreach (var history in book.Histories)
        {
            _ = history.IsBlank ? _awaiting.Add(history.Key.Workload) : _known.Add(history.Key);
        }

        // Nothing runs there at present, but something may have: a CronJob between two of its Jobs.
        _awaiting.UnionWith(targets.Where(HasNoHistories));
        metrics.WorkloadsAwaitHistory(_awaiting.Count);
        if (_awaiting.Count > 0)
        {
            var namespaces = _awaiting.Select(w => w.Namespace).ToHashSet(StringComparer.Ordinal);
            logger.FetchingPastUsage(archive.Name, _awaiting.Count);
            _fetch = new PastUsageFetch(archive, book.Defaults, metrics, time, logger);
            _past = Task.Run(() => _fetch.RunAsync(now, namespaces, _stop.Token), CancellationToken.None);
        }
    }

    /// <summary>What a VPA's condition says about a workload whose past is still to come (R95); null when nothing is.</summary>
    public string? Pending(WorkloadKey workload) =>
        !_awaiting.Contains(workload) ? null
        : _fetch?.Fault is { } fault ? $"Past usage cannot be fetched from {archive!.Name}, which is tried again: {fault}. Nothing recommended is lowered meanwhile"
        : $"Past usage is being fetched from {archive!.Name}. Nothing recommended is lowered meanwhile";

    /// <summary>Takes in what was fetched, as soon as everything is.</summary>
    public void TakeIn(IReadOnlyList<ServedVpa> served, DateTimeOffset now)
    {
        if (_past is not { IsCompletedSuccessfully: true })
        {
            return;
        }

        var past = _past.Result;
        var owners = Owners(served);
        var empty = _awaiting.Where(HasNoHistories).ToHashSet();
        var filled = new HashSet<AggregateKey>();
        foreach (var ((pod, container), aggregate) in past.Containers)
        {
            foreach (var workload in owners.Of(pod, past.LabelsOf(pod)))
            {
                var key = new AggregateKey(workload, container);
                if (IsWanted(key, empty))
                {
                    TakeIn(key, pod, aggregate, now);
                    filled.Add(key);
                }
            }
        }

        _awaiting.Clear();
        _past = null;
        metrics.WorkloadsAwaitHistory(0);
        logger.PastUsageTakenIn(filled.Count);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_past is not null)
        {
            await ((Task)_past).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
    }

    private bool HasNoHistories(WorkloadKey workload) => book.Find(workload) is not { Containers.Count: > 0 };

    // Only containers that exist, so that one removed long ago does not come back; where no pod runs, all of them.
    private bool IsWanted(AggregateKey key, HashSet<WorkloadKey> empty) =>
        _awaiting.Contains(key.Workload)
        && !_known.Contains(key)
        && (empty.Contains(key.Workload) || book.Find(key.Workload)?.Find(key.Container) is not null);

    private void TakeIn(AggregateKey key, NamespacedName pod, ContainerAggregate past, DateTimeOffset now)
    {
        var history = book.GetOrAdd(key, now);
        history.Aggregate.Precede(past);
        if (pods.Find(pod) is null)
        {
            history.CloseWindow(pod.Name);
        }
    }

    private PastPodOwners Owners(IReadOnlyList<ServedVpa> served)
    {
        var versions = new Dictionary<WorkloadKey, string>();
        foreach (var vpa in served.Select(s => s.Vpa))
        {
            if (vpa is { Target: { } target, TargetKey: { } key })
            {
                versions[key] = target.ApiVersion;
            }
        }

        var owners = new PastPodOwners(pods);
        foreach (var workload in _awaiting)
        {
            if (directory.Find(versions.GetValueOrDefault(workload, HomeOf(workload.Kind)), workload).Controller is { } controller)
            {
                owners.Add(workload, controller.Selector);
            }
        }

        return owners;
    }

    // Of a custom kind the version is known only if a VPA names it.
    private static string HomeOf(string kind) => kind switch
    {
        "Job" or "CronJob" => "batch/v1",
        "ReplicationController" => "v1",
        _ => "apps/v1",
    };
}
