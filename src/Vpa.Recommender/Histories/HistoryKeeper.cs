using Microsoft.Extensions.Logging;
using Vpa.Domain.Histograms;
using Vpa.Domain.Usage;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Histories;

/// <summary>Brings histories from the store and, each cycle, those that changed to it. A failed save is repeated with the next.</summary>
internal sealed class HistoryKeeper(HistoryBook book, IAggregateStore store, RecommenderMetrics metrics, StorageHealth health, ILogger logger)
{
    /// <summary>Fills the book from the store.</summary>
    /// <exception cref="HistoryUnavailableException">The store cannot be used. Going on without it would overwrite what it holds.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var stored = await store.LoadAsync(cancellationToken);
        var dropped = stored.Dropped;
        foreach (var snapshot in stored.Aggregates)
        {
            try
            {
                book.Restore(snapshot);
            }
            catch (HistoryFormatException e)
            {
                dropped++;
                book.Refuse(snapshot.Key);
                logger.HistoryRefused(snapshot.Key.ToString(), e.Message);
            }
        }

        metrics.HistoryDamaged(dropped, stored.SetAside is null ? 0 : 1);
        logger.HistoryLoaded(book.Count, dropped);
    }

    /// <summary>Stores what changed since the last successful save; decay alone changes nothing. Failures are counted, logged when they change, and reported as a condition of health.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await SaveChangedAsync(cancellationToken) == SaveOutcome.Replaced)
            {
                // The file was damaged and is replaced: everything is still in memory and goes into the new one.
                metrics.HistoryDamaged(records: 0, files: 1);
                foreach (var history in book.Histories)
                {
                    history.MarkUnsaved();
                }

                await SaveChangedAsync(cancellationToken);
            }
        }
        catch (HistoryUnavailableException e)
        {
            metrics.HistorySaved(isError: true);
            if (health.HistoryError != e.Message)
            {
                health.HistoryError = e.Message;
                logger.HistoryNotSaved(e.Message);
            }
        }
    }

    private async Task<SaveOutcome> SaveChangedAsync(CancellationToken cancellationToken)
    {
        var changed = book.Histories.Where(h => h.IsUnsaved).Select(h => (History: h, Snapshot: h.Aggregate.ToSnapshot())).ToList();
        AggregateKey[] deleted = [.. book.Undeleted];
        if (changed.Count == 0 && deleted.Length == 0)
        {
            return SaveOutcome.Saved;
        }

        var outcome = await store.SaveAsync([.. changed.Select(c => c.Snapshot)], deleted, cancellationToken);
        changed.ForEach(c => c.History.Saved(c.Snapshot));
        book.Deleted(deleted);
        metrics.HistorySaved(isError: false);
        if (health.HistoryError is not null)
        {
            health.HistoryError = null;
            logger.HistorySavedAgain();
        }

        return outcome;
    }
}
