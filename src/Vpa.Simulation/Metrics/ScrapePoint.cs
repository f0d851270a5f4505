namespace Vpa.Simulation.Metrics;

/// <summary>What a scrape remembers of a pod for the next one.</summary>
/// <param name="Timestamp">When the pod was read.</param>
/// <param name="Starts">When each running container's run began, by container name.</param>
internal sealed record ScrapePoint(DateTimeOffset Timestamp, IReadOnlyDictionary<string, DateTimeOffset> Starts);
