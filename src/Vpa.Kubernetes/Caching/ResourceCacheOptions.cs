namespace Vpa.Kubernetes.Caching;

/// <summary>Timing of a list/watch cache.</summary>
public sealed record ResourceCacheOptions
{
    /// <summary>Objects a page of a list; the size the API server's own clients use.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Shortest time a watch is asked to last.</summary>
    public TimeSpan MinWatchDuration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest time a watch is asked to last; random between the two, so that watches do not end together.</summary>
    public TimeSpan MaxWatchDuration { get; init; } = TimeSpan.FromMinutes(9);

    /// <summary>How long after its time a watch may end before it counts as silent and is cut.</summary>
    public TimeSpan WatchGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Once bookmarks were seen (servers send them about each minute), silence longer than this counts as a dead connection.</summary>
    public TimeSpan BookmarkSilence { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Longest time for one page of a list.</summary>
    public TimeSpan PageTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>First wait after a failure; doubled with each further one.</summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait after a failure.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);
}
