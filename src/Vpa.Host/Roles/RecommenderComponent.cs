using Vpa.Host.Logging;
using Vpa.Kubernetes.Caching;
using Vpa.Kubernetes.Checkpoints;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Events;
using Vpa.Kubernetes.Recommending;
using Vpa.Recommender;
using Vpa.Recommender.Feeding;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Ports;
using Vpa.Storage;
using Vpa.Storage.Prometheus;

namespace Vpa.Host.Roles;

/// <summary>The recommender over its caches and its history.</summary>
internal sealed class RecommenderComponent : IRoleComponent
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HistoryRetry = TimeSpan.FromSeconds(1);

    private readonly KubernetesApi _api;
    private readonly KubernetesApi _updates;
    private readonly CacheHold _caches;
    private readonly RecommenderOptions _options;
    private readonly RecommenderSources _sources;
    private readonly TimeSpan _interval;
    private readonly HistoryPlace _history;
    private readonly RoleEnvironment _environment;
    private readonly ILogger _logger;
    private readonly BackgroundTasks _background;
    private readonly EventRecorder _events;
    private readonly OutOfMemoryQueue _kills = new();
    private readonly OutOfMemoryObserver _observer;
    private readonly RecommenderMetrics _metrics;
    private readonly LoopHealth _health;
    private readonly StorageHealth _storage = new();
    private readonly PrometheusArchive? _archive;
    private RecommenderCycle? _cycle;

    /// <summary>Prepares the recommender; nothing is read yet.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="updates">The same, for statuses, which may have a rate of their own.</param>
    /// <param name="caches">The caches.</param>
    /// <param name="options">Settings.</param>
    /// <param name="sources">Where usage comes from.</param>
    /// <param name="interval">Time between cycles.</param>
    /// <param name="history">Where the history is.</param>
    /// <param name="environment">Clock, log and metrics.</param>
    public RecommenderComponent(
        KubernetesApi api,
        KubernetesApi updates,
        CacheHold caches,
        RecommenderOptions options,
        RecommenderSources sources,
        TimeSpan interval,
        HistoryPlace history,
        RoleEnvironment environment)
    {
        (_api, _updates, _caches, _options, _sources) = (api, updates, caches, options, sources);
        (_interval, _history, _environment) = (interval, history, environment);
        _logger = environment.Logging.CreateLogger<RecommenderComponent>();
        _background = new(environment, _logger);
        _events = new(api.WithoutRate, RecommendationEventRecorder.Component, environment.Meters, environment.Clock, environment.Logging.CreateLogger<EventRecorder>());
        _metrics = new(environment.Meters);
        _archive = sources.Prometheus is { } prometheus ? new(prometheus, _metrics, environment.Clock) : null;
        _health = new(interval, environment.Clock);
        _observer = new(_kills, environment.Logging.CreateLogger<OutOfMemoryObserver>());
        caches.BeforeRun(filled => _observer.Observe(filled.Pods!));
    }

    /// <inheritdoc/>
    public string Name => "recommender";

    /// <inheritdoc/>
    public bool NeedsLeadership => true;

    /// <inheritdoc/>
    /// <remarks>Unlike upstream (R149) it does not wait an interval first: usage and history are there, and a new leader should be heard of soon.</remarks>
    public PeriodicWork? Periodic => new(_interval, RunOnceAsync, StartsAtOnce: true);

    /// <inheritdoc/>
    public string? Ailment => _health.Ailment;

    /// <inheritdoc/>
    public string? Unreadiness => _storage.HistoryError is { } error ? $"histories cannot be saved: {error}" : null;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (_kills.TryTake(out _))
        {
            // Seen while another process led, which has counted it.
        }

        // The history first: a second process on the same file must be told so at once, before it asks the server for anything.
        var store = await OpenStoreAsync(cancellationToken);
        try
        {
            var filled = await _caches.StartAsync(cancellationToken);
            _cycle = new RecommenderCycle(_options, Ports(filled, store), _metrics, _storage, _environment.Clock, _environment.Logging.CreateLogger<RecommenderCycle>());
        }
        finally
        {
            if (_cycle is null)
            {
                await store.DisposeAsync();
            }
        }

        var evictions = new EvictionWatch(_api, _options.VpaObjectNamespace, _observer, TimeProvider.System, _environment.Logging.CreateLogger<EvictionWatch>());
        _background.Run("Watching evictions", evictions.RunAsync);
        _background.Run("Recording events", _events.RunAsync);
        await _cycle.LoadHistoryAsync(cancellationToken);
        _health.RecordActivity();
    }

    /// <summary>One cycle; a failure is logged, and the next cycle comes on time.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _cycle!.RunOnceAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop; the cycle has saved what it learnt.
        }
        catch (Exception e)
        {
            _logger.RunFailed(e, Name);
        }
        finally
        {
            _health.RecordActivity();
        }
    }

    /// <summary>Waits until the events of what was done so far are written.</summary>
    public async Task FlushEventsAsync()
    {
        using var deadline = new CancellationTokenSource(FlushTimeout, TimeProvider.System);
        await _events.FlushAsync(deadline.Token);
    }

    /// <inheritdoc/>
    public async Task StopAsync()
    {
        if (_cycle is not null)
        {
            await FlushEventsAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _background.StopAsync();
        if (_cycle is { } cycle)
        {
            _cycle = null;
            await cycle.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _background.DisposeAsync();
        _archive?.Dispose();
        _metrics.Dispose();
    }

    private RecommenderPorts Ports(ClusterCaches filled, LiteDbAggregateStore store) => new(
        new CachedVpaSource(filled.Vpas),
        new CachedPodSource(filled.Pods!),
        filled.Controllers,
        _sources.ExternalMetrics is { } external
            ? new ExternalMetricsUsageSource(_api, external, _environment.Clock)
            : new MetricsApiUsageSource(_api, _options.VpaObjectNamespace),
        _kills,
        new VpaStatusWriter(_updates),
        new RecommendationEventRecorder(_events),
        store,
        _archive)
    {
        // R127: with the histories of Prometheus there are no checkpoints.
        Checkpoints = _archive is null ? new CheckpointObjects(_api, _options.VpaObjectNamespace) : null,
        HistoryEvents = new HistoryEventRecorder(_events, PodOfProgram.Subject()),
    };

    private async Task<LiteDbAggregateStore> OpenStoreAsync(CancellationToken cancellationToken)
    {
        for (var isSaid = false; ; isSaid = true)
        {
            try
            {
                return LiteDbAggregateStore.Open(_history.Directory, _environment.Clock, _environment.Logging.CreateLogger<LiteDbAggregateStore>());
            }
            catch (HistoryUnavailableException e) when (e.Fault == HistoryFault.InUse && _history.IsAwaited)
            {
                if (!isSaid)
                {
                    _logger.HistoryAwaited(e.Message);
                }

                await Task.Delay(HistoryRetry, TimeProvider.System, cancellationToken);
            }
        }
    }
}
