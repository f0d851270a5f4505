using Vpa.Recommender;

namespace Vpa.Host.Flags;

/// <summary>Flags about what the recommender remembers, in its own file and in checkpoint objects.</summary>
internal sealed class HistoryFlags
{
    private static readonly CheckpointOptions Defaults = new();

    /// <summary>Where the history is.</summary>
    public Flag<string> HistoryPath { get; } = new("history-path", FlagTypes.Text, "/var/lib/vpa", "Directory of the history database; one process at a time uses it");

    /// <summary>How long unused history is kept.</summary>
    public Flag<TimeSpan> HistoryRetention { get; } = new("history-retention", FlagTypes.PositiveDuration, TimeSpan.FromDays(8),
        "How long the history of a container without samples is kept; not given: --memory-aggregation-interval times --memory-aggregation-interval-count");

    /// <summary>Whether checkpoint objects are written.</summary>
    public Flag<bool> CheckpointObjects { get; } = new("checkpoint-objects", FlagTypes.Boolean, false,
        "Write histories as VerticalPodAutoscalerCheckpoint objects too, for upstream or a replica without the volume to go on from; not with --storage=prometheus");

    /// <summary>How often one is written.</summary>
    public Flag<TimeSpan> CheckpointObjectsInterval { get; } = new("checkpoint-objects-interval", FlagTypes.PositiveDuration, Defaults.WriteInterval,
        "Least time between two writes of one checkpoint object");

    /// <summary>How long a round of writing may take.</summary>
    public Flag<TimeSpan> CheckpointsTimeout { get; } = new("checkpoints-timeout", FlagTypes.Interval, Defaults.WriteTimeout,
        "After how long a round of writing checkpoint objects begins no further one; it runs beside the cycles");

    /// <summary>Time between collections of orphans.</summary>
    public Flag<TimeSpan> CheckpointsGcInterval { get; } = new("checkpoints-gc-interval", FlagTypes.PositiveDuration, Defaults.CollectInterval,
        "Time between collections of checkpoint objects whose VPA is gone");

    /// <summary>All of them.</summary>
    public IEnumerable<IFlag> All => [HistoryPath, HistoryRetention, CheckpointObjects, CheckpointObjectsInterval, CheckpointsTimeout, CheckpointsGcInterval];

    /// <summary>The settings of checkpoint objects.</summary>
    public CheckpointOptions Checkpoints(FlagValues values) => new()
    {
        IsWriting = values.Of(CheckpointObjects),
        WriteInterval = values.Of(CheckpointObjectsInterval),
        WriteTimeout = values.Of(CheckpointsTimeout),
        CollectInterval = values.Of(CheckpointsGcInterval),
    };

    /// <summary>The retention; null when the memory windows decide it.</summary>
    public TimeSpan? Retention(FlagValues values) => values.IsGiven(HistoryRetention) ? values.Of(HistoryRetention) : null;
}
