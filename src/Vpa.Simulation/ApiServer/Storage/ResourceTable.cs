namespace Vpa.Simulation.ApiServer;

/// <summary>
/// Objects, watch history and watchers of one resource. Every member must be used with the store's lock held; what they return is immutable.
/// </summary>
internal sealed class ResourceTable(int historyLength)
{
    private readonly Queue<WatchEvent> _history = new();
    private readonly HashSet<WatchSubscription> _watchers = [];

    public TableSnapshot Snapshot { get; private set; } = new(0, TableSnapshot.Empty);

    /// <summary>The newest version written here.</summary>
    public long LastVersion { get; private set; }

    /// <summary>Watches from versions below this one are too old.</summary>
    public long OldestVersion { get; private set; }

    public void Put(StoredObject item, StoredObject? previous)
    {
        var ns = Snapshot.Namespaces.GetValueOrDefault(item.Key.Namespace, TableSnapshot.EmptyNamespace);
        var namespaces = Snapshot.Namespaces.SetItem(item.Key.Namespace, ns.SetItem(item.Key.Name, item));
        Snapshot = new TableSnapshot(item.Version, namespaces);
        Publish(new WatchEvent(item.Version, false, item, previous));
    }

    public void Remove(StoredObject last, StoredObject previous)
    {
        var ns = Snapshot.Namespaces[last.Key.Namespace].Remove(last.Key.Name);
        var namespaces = ns.IsEmpty
            ? Snapshot.Namespaces.Remove(last.Key.Namespace)
            : Snapshot.Namespaces.SetItem(last.Key.Namespace, ns);
        Snapshot = new TableSnapshot(last.Version, namespaces);
        Publish(new WatchEvent(last.Version, true, last, previous));
    }

    public WatchSubscription Subscribe(int capacity)
    {
        var subscription = new WatchSubscription(capacity);
        _watchers.Add(subscription);
        return subscription;
    }

    public void Unsubscribe(WatchSubscription subscription) => _watchers.Remove(subscription);

    /// <summary>Events after this version, oldest first.</summary>
    public IReadOnlyList<WatchEvent> Since(long version) =>
        version >= LastVersion ? [] : [.. _history.Where(e => e.Version > version)];

    /// <summary>Forgets all events, as etcd's compaction does. Running watches go on.</summary>
    public void Compact(long version)
    {
        _history.Clear();
        OldestVersion = version;
    }

    public void EndWatches()
    {
        foreach (var watcher in _watchers)
        {
            watcher.End();
        }

        _watchers.Clear();
    }

    private void Publish(WatchEvent change)
    {
        LastVersion = change.Version;
        _history.Enqueue(change);
        if (_history.Count > historyLength)
        {
            OldestVersion = _history.Dequeue().Version;
        }

        _watchers.RemoveWhere(w => !w.Offer(change));
    }
}
