namespace Vpa.Recommender;

/// <summary>How checkpoint objects are kept (section 15).</summary>
public sealed record CheckpointOptions
{
    /// <summary>Whether histories are written as checkpoint objects too (<c>--checkpoint-objects</c>).</summary>
    /// <value>The default is false: they are read at the start, and orphans are collected.</value>
    public bool IsWriting { get; init; }

    /// <summary>Least time between two writes of one object (<c>--checkpoint-objects-interval</c>).</summary>
    /// <value>The default is 10 minutes. Upstream writes each in every cycle.</value>
    public TimeSpan WriteInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After how long a round of writing begins no further object (<c>--checkpoints-timeout</c>, R132). It runs beside the cycles.</summary>
    /// <value>The default is 1 minute.</value>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time between two collections of orphans (<c>--checkpoints-gc-interval</c>, R135); the first comes that long after the start.</summary>
    /// <value>The default is 10 minutes.</value>
    public TimeSpan CollectInterval { get; init; } = TimeSpan.FromMinutes(10);
}
