using Microsoft.Extensions.Logging;
using Vpa.Recommender.Advising;
using Vpa.Recommender.Backfilling;
using Vpa.Recommender.Checkpoints;
using Vpa.Recommender.Feeding;
using Vpa.Recommender.Histories;
using Vpa.Recommender.Loading;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Pods;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender;

/// <summary>
/// The recommender's main loop, one turn at a time: load VPAs and pods, feed usage, recommend, store, collect garbage (R149). Calls must not
/// overlap. No failing step ends a turn.
/// </summary>
public sealed class RecommenderCycle : IAsyncDisposable
{
    private readonly RecommenderPorts _ports;
    private readonly RecommenderMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HistoryBook _book;
    private readonly HistoryKeeper _keeper;
    private readonly VpaLoader _vpas;
    private readonly PodModel _pods;
    private readonly HistoryBackfill _backfill;
    private readonly UsageFeeder _feeder;
    private readonly RecommendationQuality _quality;
    private readonly StatusUpdater _statuses;
    private readonly HistoryCollector _collector;
    private readonly SteadyClock _clock;
    private readonly CheckpointKeeper? _checkpoints;
    private bool _isLoaded;

    /// <summary>Composes the loop; nothing is read yet.</summary>
    public RecommenderCycle(
        RecommenderOptions options, RecommenderPorts ports, RecommenderMetrics metrics, StorageHealth health, TimeProvider time, ILogger<RecommenderCycle> logger)
    {
        _ports = ports;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _book = new HistoryBook(options.Aggregation);
        _clock = new SteadyClock(time);
        _keeper = new HistoryKeeper(_book, ports.Store, ports.HistoryEvents, metrics, health, logger);
        _vpas = new VpaLoader(ports.Vpas, ports.Controllers, _book, options);
        _pods = new PodModel(new OwnerWorkloads(ports.Controllers, options.MemorySaver), _book);
        _quality = new RecommendationQuality(_book, metrics.Quality);
        _backfill = new HistoryBackfill(ports.Archive, _book, _pods, ports.Controllers, metrics, time, logger);
        var subjects = new UsageSubjects(_pods, _vpas, ports.Controllers);
        _feeder = new UsageFeeder(_pods, subjects, ports.Usage, ports.OutOfMemoryKills, _clock, metrics, _quality, time, options, logger);
        _statuses = new StatusUpdater(_book, _backfill, ports.Statuses, ports.Events, options, metrics, _quality, time, logger);
        _collector = new HistoryCollector(_book, _pods, ports.Controllers);
        _checkpoints = ports.Checkpoints is null ? null : new CheckpointKeeper(_book, _backfill, _vpas, ports.Vpas, ports.Checkpoints, _clock, options, metrics, time, logger);
    }

    /// <summary>Brings the whole history into memory, from the store and, where it knows nothing or less, from checkpoint objects. Must succeed once before the first turn.</summary>
    /// <exception cref="HistoryUnavailableException">The store cannot be used; starting without it would overwrite what it holds.</exception>
    public async Task LoadHistoryAsync(CancellationToken cancellationToken)
    {
        await _keeper.LoadAsync(cancellationToken);
        _clock.StartFrom(_book.LatestSample);
        if (_checkpoints is not null)
        {
            await StepAsync("LoadVPAs", _ => Done(_vpas.Load), cancellationToken);
            await StepAsync("ImportCheckpoints", ImportAsync, cancellationToken);
        }

        if (_ports.Archive is not null)
        {
            // What is known and what is not shows only beside the pods and targets of the moment.
            _vpas.Load();
            LoadPods();
            _backfill.Begin(_vpas.Targets, _time.GetUtcNow());
        }

        _isLoaded = true;
    }

    /// <summary>
    /// Runs one turn. On cancellation what is in flight is cut short, what was learnt is stored all the same, and the method returns.
    /// </summary>
    /// <exception cref="InvalidOperationException">The history was not loaded.</exception>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (!_isLoaded)
        {
            throw new InvalidOperationException("The history must be loaded before the first cycle.");
        }

        var start = _time.GetTimestamp();
        await StepAsync("LoadVPAs", _ => Done(_vpas.Load), cancellationToken);
        if (_checkpoints is { IsImported: false })
        {
            await StepAsync("ImportCheckpoints", ImportAsync, cancellationToken);
        }

        await StepAsync("LoadPods", _ => Done(LoadPods), cancellationToken);
        await StepAsync("LoadMetrics", FeedAsync, cancellationToken);
        await StepAsync("DeleteRemovedPods", _ => Done(_pods.RemoveGone), cancellationToken);
        await StepAsync("UpdateVPAs", ct => _statuses.UpdateAsync(_vpas.Served, ct), cancellationToken);

        // Storing is not cut short: a shutdown must not lose what this turn learnt.
        await StepAsync("MaintainCheckpoints", _ => Done(MaintainCheckpoints), CancellationToken.None);
        await StepAsync("GarbageCollect", _ => Done(Collect), cancellationToken);
        _metrics.StepFinished("total", _time.GetElapsedTime(start));
    }

    /// <summary>Stores what is not stored yet and closes the store. Call it when no turn is running.</summary>
    public async ValueTask DisposeAsync()
    {
        await _backfill.DisposeAsync();
        if (_isLoaded)
        {
            await (_checkpoints?.StopAsync() ?? Task.CompletedTask);
            await StepAsync("MaintainCheckpoints", _ => _keeper.SaveAllAsync(), CancellationToken.None);
        }

        _checkpoints?.Dispose();
        await _ports.Store.DisposeAsync();
    }

    private static Task Done(Action step)
    {
        step();
        return Task.CompletedTask;
    }

    private async Task StepAsync(string name, Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        var start = _time.GetTimestamp();
        try
        {
            await step(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            // No step may end the loop (R149): the next turn starts afresh from what the sources say then.
            _logger.StepFailed(name, e);
        }

        var elapsed = _time.GetElapsedTime(start);
        _metrics.StepFinished(name, elapsed);
        _logger.StepFinished(name, elapsed);
    }

    private void LoadPods()
    {
        _metrics.RequestsLookedUp(_pods.Load(_ports.Pods.ListPods(), _vpas.Targets, _time.GetUtcNow()));
        _backfill.TakeIn(_vpas.Served, _time.GetUtcNow());
        _vpas.ApplyPolicies();
        _quality.BeginCycle(_vpas.Served);
    }

    private Task ImportAsync(CancellationToken cancellationToken) => _checkpoints!.ImportAsync(cancellationToken);

    private void MaintainCheckpoints()
    {
        _keeper.BeginSave();
        _checkpoints?.Begin(_time.GetUtcNow());
    }

    private async Task FeedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _feeder.FeedUsageAsync(_time.GetUtcNow(), cancellationToken);
        }
        finally
        {
            // Even when usage could not be read (R120).
            _feeder.FeedOutOfMemoryKills(_time.GetUtcNow());
            _metrics.AggregatesHeld(_book.Count);
        }
    }

    private void Collect()
    {
        var collected = _collector.CollectIfDue(_clock.Now());
        if (collected > 0)
        {
            _logger.HistoriesCollected(collected, _book.Count);
        }
    }
}
