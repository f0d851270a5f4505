namespace Vpa.Simulation.ApiServer;

/// <summary>What a watcher begins with: the state at a version, or the events since the one it named, and then the subscription.</summary>
internal sealed record WatchStart(
    TableSnapshot Snapshot, IReadOnlyList<WatchEvent> Backlog, WatchSubscription Subscription);
