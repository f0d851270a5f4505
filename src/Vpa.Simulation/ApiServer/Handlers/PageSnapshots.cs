namespace Vpa.Simulation.ApiServer;

/// <summary>Snapshots that unfinished paged lists go on with. The oldest are dropped, and all of them by a compaction.</summary>
internal sealed class PageSnapshots
{
    private const int Capacity = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Resource, long Version), TableSnapshot> _snapshots = [];
    private readonly Queue<(string Resource, long Version)> _order = new();

    public void Keep(ResourceDefinition resource, TableSnapshot snapshot)
    {
        lock (_gate)
        {
            var key = (resource.StorageKey, snapshot.Version);
            if (!_snapshots.TryAdd(key, snapshot))
            {
                return;
            }

            _order.Enqueue(key);
            if (_order.Count > Capacity)
            {
                _snapshots.Remove(_order.Dequeue());
            }
        }
    }

    /// <exception cref="ApiStatusException">410 when the snapshot is gone.</exception>
    public TableSnapshot Find(ResourceDefinition resource, long version)
    {
        lock (_gate)
        {
            return _snapshots.TryGetValue((resource.StorageKey, version), out var found)
                ? found
                : throw ApiErrors.Expired(
                    "The provided continue parameter is too old to display a consistent list result. "
                    + "You must start a new list without the continue parameter.");
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _snapshots.Clear();
            _order.Clear();
        }
    }
}
