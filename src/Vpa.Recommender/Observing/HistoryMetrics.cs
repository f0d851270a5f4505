using System.Diagnostics.Metrics;

namespace Vpa.Recommender.Observing;

/// <summary>What becomes of stored histories, in the file and in checkpoint objects. Safe for several threads.</summary>
internal sealed class HistoryMetrics
{
    private readonly Counter<long> _saves;
    private readonly Counter<long> _damaged;
    private readonly Counter<long> _restored;
    private readonly Counter<long> _checkpointWrites;
    private long _unsaved;

    /// <summary>Creates the instruments.</summary>
    public HistoryMetrics(Meter meter)
    {
        _saves = meter.CreateCounter<long>("vpa_recommender_history_saves", description: "Attempts to store changed histories; labels: is_error.");
        _damaged = meter.CreateCounter<long>(
            "vpa_recommender_history_damaged", description: "Stored histories that could not be read back; labels: what (record, file).");
        _restored = meter.CreateCounter<long>(
            "vpa_recommender_history_restored", description: "Stored histories that were damaged and were restored from the second copy.");
        _checkpointWrites = meter.CreateCounter<long>("vpa_recommender_checkpoint_object_writes", description: "Writes of checkpoint objects; labels: is_error.");
        meter.CreateObservableGauge(
            "vpa_recommender_history_unsaved_count", () => Volatile.Read(ref _unsaved), description: "Histories that changed and are not stored yet.");
    }

    /// <summary>Counts an attempt to store histories.</summary>
    public void Saved(bool isError) => _saves.Add(1, IsError(isError));

    /// <summary>Counts stored histories that were damaged.</summary>
    /// <param name="records">Single aggregates lost.</param>
    /// <param name="files">Files set aside.</param>
    public void Damaged(int records, int files)
    {
        _damaged.Add(records, new KeyValuePair<string, object?>("what", "record"));
        _damaged.Add(files, new KeyValuePair<string, object?>("what", "file"));
    }

    /// <summary>Counts histories restored from the second copy.</summary>
    public void Restored(int records) => _restored.Add(records);

    /// <summary>Sets how many changed histories are not stored yet.</summary>
    public void Unsaved(int count) => Volatile.Write(ref _unsaved, count);

    /// <summary>Counts a write of a checkpoint object.</summary>
    public void CheckpointWritten(bool isError) => _checkpointWrites.Add(1, IsError(isError));

    private static KeyValuePair<string, object?> IsError(bool isError) => new("is_error", isError ? "true" : "false");
}
