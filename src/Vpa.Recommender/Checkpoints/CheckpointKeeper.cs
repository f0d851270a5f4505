using Microsoft.Extensions.Logging;
using Vpa.Recommender.Backfilling;
using Vpa.Recommender.Histories;
using Vpa.Recommender.Loading;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Checkpoints;

/// <summary>Everything about checkpoint objects: read at the start, written if asked for, collected when orphaned.</summary>
internal sealed class CheckpointKeeper : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly VpaLoader _vpas;
    private readonly CheckpointImport _import;
    private readonly CheckpointExport? _export;
    private readonly CheckpointCollector _collector;

    /// <summary>Composes it.</summary>
    public CheckpointKeeper(
        HistoryBook book,
        HistoryBackfill backfill,
        VpaLoader vpas,
        IVpaSource source,
        ICheckpointObjects objects,
        SteadyClock clock,
        RecommenderOptions options,
        RecommenderMetrics metrics,
        TimeProvider time,
        ILogger logger)
    {
        _vpas = vpas;
        _import = new(book, objects, clock, logger);
        _export = options.Checkpoints.IsWriting ? new(book, backfill, objects, options.Checkpoints, options.UpdateWorkerCount, metrics, time, logger) : null;
        _collector = new(source, objects, options, time, logger);
    }

    /// <summary>Whether there is nothing left to import.</summary>
    public bool IsImported => _import.IsDone;

    /// <summary>Imports, at the start or, as long as that failed, in a cycle.</summary>
    public Task ImportAsync(CancellationToken cancellationToken) => _import.ImportOnceAsync(_vpas.Served, cancellationToken);

    /// <summary>Begins what is due; nothing is waited for.</summary>
    public void Begin(DateTimeOffset now)
    {
        // Not before it is known what the objects hold: they may be newer than the histories here, and must not be written over then.
        if (IsImported)
        {
            _export?.Begin(_vpas.Served, now, _stop.Token);
        }

        _collector.BeginIfDue(_stop.Token);
    }

    /// <summary>Ends what is under way.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await (_export?.StopAsync() ?? Task.CompletedTask);
        await _collector.StopAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();
}
