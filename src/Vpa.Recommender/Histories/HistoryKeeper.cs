using Microsoft.Extensions.Logging;
using Vpa.Domain.Histograms;
using Vpa.Domain.Usage;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Histories;

/// <summary>
/// Brings histories from the store and, each cycle, those that changed to it. Saving goes on beside the cycles, one save at a time, so that a slow
/// disk delays none; a failed save is repeated with the next.
/// </summary>
internal sealed class HistoryKeeper(
    HistoryBook book, IAggregateStore store, IHistoryEvents? events, RecommenderMetrics metrics, StorageHealth health, ILogger logger)
{
    private HistorySave? _inFlight;

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

        if (!stored.IsStored)
        {
            MarkAllUnsaved();
        }

        Tell(stored, dropped);
    }

    /// <summary>
    /// Begins to store what changed since the last successful save, unless a save is still under way; decay alone changes nothing. Failures are counted,
    /// logged when they change, and reported as a condition of health.
    /// </summary>
    public void BeginSave()
    {
        if (_inFlight is { Finished.IsCompleted: false })
        {
            return;
        }

        Harvest();
        if (!TryBegin())
        {
            return;
        }

        if (Harvest() == SaveOutcome.Replaced)
        {
            BeginSave();
        }
    }

    /// <summary>Stores everything and waits for it.</summary>
    public async Task SaveAllAsync()
    {
        var attempts = 0;
        do
        {
            if (_inFlight is { } save)
            {
                await save.Finished;
                Harvest();
            }
        }
        while (attempts++ < 2 && TryBegin());

        if (_inFlight is { } last)
        {
            await last.Finished;
            Harvest();
        }
    }

    private bool TryBegin()
    {
        var changed = book.Histories.Where(h => h.IsUnsaved).Select(h => (History: h, Snapshot: h.Aggregate.ToSnapshot())).ToList();
        AggregateKey[] deleted = [.. book.Undeleted];
        metrics.History.Unsaved(changed.Count);
        if (changed.Count == 0 && deleted.Length == 0)
        {
            return false;
        }

        _inFlight = new HistorySave(changed, deleted, SaveAsync([.. changed.Select(c => c.Snapshot)], deleted));
        return true;
    }

    private async Task<SaveOutcome?> SaveAsync(AggregateSnapshot[] changed, AggregateKey[] deleted)
    {
        try
        {
            var outcome = await store.SaveAsync(changed, deleted, CancellationToken.None);
            metrics.History.Saved(isError: false);
            metrics.History.Unsaved(0);
            if (health.HistoryError is not null)
            {
                health.HistoryError = null;
                logger.HistorySavedAgain();
                events?.SavedAgain();
            }

            return outcome;
        }
        catch (HistoryUnavailableException e)
        {
            metrics.History.Saved(isError: true);
            if (health.HistoryError != e.Message)
            {
                health.HistoryError = e.Message;
                logger.HistoryNotSaved(e.Message);
                events?.NotSaved(e.Message);
            }

            return null;
        }
    }

    /// <summary>Notes what a finished save stored. The book belongs to the cycle, so the save itself does not touch it.</summary>
    private SaveOutcome? Harvest()
    {
        if (_inFlight is not { Finished.IsCompleted: true } save)
        {
            return null;
        }

        _inFlight = null;
        if (save.Finished.GetAwaiter().GetResult() is not { } outcome)
        {
            return null;
        }

        foreach (var (history, snapshot) in save.Changed)
        {
            history.Saved(snapshot);
        }

        book.Deleted(save.Deleted);
        if (outcome == SaveOutcome.Replaced)
        {
            // The file was damaged and is replaced: everything is still in memory and goes into the new one.
            metrics.History.Damaged(records: 0, files: 1);
            events?.Damaged("The history file was found damaged while it was written and was set aside; the histories are in memory and are stored anew");
            MarkAllUnsaved();
        }

        return outcome;
    }

    private void MarkAllUnsaved()
    {
        foreach (var history in book.Histories)
        {
            history.MarkUnsaved();
        }
    }

    private void Tell(StoredHistory stored, int dropped)
    {
        metrics.History.Damaged(dropped, stored.SetAside is null ? 0 : 1);
        metrics.History.Restored(stored.Restored);
        logger.HistoryLoaded(book.Count, stored.Restored, dropped);
        if (dropped > 0 || stored.Restored > 0 || stored.SetAside is not null)
        {
            var file = stored.SetAside is null ? "" : $", the damaged file is kept as {stored.SetAside}";
            events?.Damaged($"The stored history was damaged: {book.Count} histories are loaded, {stored.Restored} of them from the second copy, {dropped} are lost{file}");
        }
    }

    /// <summary>A save under way.</summary>
    /// <param name="Changed">What it stores.</param>
    /// <param name="Deleted">What it deletes.</param>
    /// <param name="Finished">Its outcome; null when it failed.</param>
    private sealed record HistorySave(
        List<(ContainerHistory History, AggregateSnapshot Snapshot)> Changed, AggregateKey[] Deleted, Task<SaveOutcome?> Finished);
}
