using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>
/// Every object of the cluster under one lock and one growing version number. Writes cost O(log n) of their resource; readers
/// get immutable snapshots.
/// </summary>
internal sealed class ObjectStore(SimulatedApiServerOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResourceTable> _tables = new(StringComparer.Ordinal);
    private readonly OwnerIndex _owners = new();
    private long _version = 1;

    /// <summary>Called with the lock released after each change, in order for each object written by one request.</summary>
    public Action<ResourceDefinition, WatchEvent>? Changed { get; set; }

    public long Version
    {
        get
        {
            lock (_gate)
            {
                return _version;
            }
        }
    }

    public StoredObject? Find(ResourceDefinition resource, ObjectKey key) => Snapshot(resource).Find(key);

    /// <summary>The resource's objects, labelled with the store's current version.</summary>
    public TableSnapshot Snapshot(ResourceDefinition resource)
    {
        lock (_gate)
        {
            return Table_NeedsLock(resource).Snapshot with { Version = _version };
        }
    }

    /// <summary>Writes an object if the one it replaces is still the current one (null: if there is none).</summary>
    /// <returns>The object written, or null when another write came first.</returns>
    public StoredObject? TryPut(ResourceDefinition resource, ObjectKey key, JsonObject json, StoredObject? replaced)
    {
        StoredObject written;
        lock (_gate)
        {
            var table = Table_NeedsLock(resource);
            if (!ReferenceEquals(table.Snapshot.Find(key), replaced))
            {
                return null;
            }

            written = StoredObject.Freeze(resource, key, json, ++_version);
            _owners.Replace(resource, replaced, written);
            table.Put(written, replaced);
        }

        Changed?.Invoke(resource, new WatchEvent(written.Version, false, written, replaced));
        return written;
    }

    /// <summary>Removes an object if it is still the current one.</summary>
    public StoredObject? TryRemove(ResourceDefinition resource, StoredObject current)
    {
        StoredObject last;
        lock (_gate)
        {
            var table = Table_NeedsLock(resource);
            if (!ReferenceEquals(table.Snapshot.Find(current.Key), current))
            {
                return null;
            }

            last = current.At(resource, ++_version);
            _owners.Replace(resource, current, null);
            table.Remove(last, current);
        }

        Changed?.Invoke(resource, new WatchEvent(last.Version, true, last, current));
        return last;
    }

    /// <summary>Objects that name this uid among their owners.</summary>
    public IReadOnlyList<(ResourceDefinition Resource, ObjectKey Key)> DependentsOf(string uid)
    {
        lock (_gate)
        {
            return _owners.DependentsOf(uid);
        }
    }

    public bool Exists(string uid)
    {
        lock (_gate)
        {
            return _owners.Exists(uid);
        }
    }

    /// <summary>Starts a watch; no change is lost or doubled between its beginning and its subscription.</summary>
    /// <param name="resource">What to watch.</param>
    /// <param name="since">Version to resume after; null to begin with the whole state.</param>
    /// <exception cref="ApiStatusException">410 when the version is older than the history.</exception>
    public WatchStart Watch(ResourceDefinition resource, long? since)
    {
        lock (_gate)
        {
            var table = Table_NeedsLock(resource);
            if (since is { } version && version < table.OldestVersion)
            {
                throw ApiErrors.TooOld(version, table.OldestVersion);
            }

            var backlog = since is { } from ? table.Since(from) : [];
            return new WatchStart(table.Snapshot with { Version = _version }, backlog, table.Subscribe(options.WatchBufferLength));
        }
    }

    public void Unsubscribe(ResourceDefinition resource, WatchSubscription subscription)
    {
        lock (_gate)
        {
            Table_NeedsLock(resource).Unsubscribe(subscription);
        }
    }

    public long LastVersionOf(ResourceDefinition resource)
    {
        lock (_gate)
        {
            return Table_NeedsLock(resource).LastVersion;
        }
    }

    public void Compact()
    {
        lock (_gate)
        {
            _version++;
            foreach (var table in _tables.Values)
            {
                table.Compact(_version);
            }
        }
    }

    public void EndWatches(ResourceDefinition? resource = null)
    {
        lock (_gate)
        {
            foreach (var table in resource is null ? _tables.Values : (IEnumerable<ResourceTable>)[Table_NeedsLock(resource)])
            {
                table.EndWatches();
            }
        }
    }

    private ResourceTable Table_NeedsLock(ResourceDefinition resource)
    {
        if (!_tables.TryGetValue(resource.StorageKey, out var table))
        {
            table = new ResourceTable(options.WatchHistoryLength);
            _tables.Add(resource.StorageKey, table);
        }

        return table;
    }
}
