using System.Collections.Concurrent;
using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Caching;

/// <summary>
/// The objects of a cache: one writer, any number of readers. Point look-ups take no lock; a snapshot is copied at the first read after
/// a change and shared until the next.
/// </summary>
internal sealed class ResourceStore<T>(Action<CacheChange<T>> onChange)
    where T : class
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<NamespacedName, Entry> _entries = new(concurrencyLevel: 1, capacity: 31);
    private long _changes;
    private Snapshot _snapshot = new(0, []);
    private int _listing;

    /// <summary>How many changes there were; it differs whenever the content may differ.</summary>
    public long Changes => Volatile.Read(ref _changes);

    /// <summary>How many objects there are.</summary>
    public int Count => _entries.Count;

    /// <summary>The object of a key, or null.</summary>
    public T? Find(NamespacedName key) => _entries.TryGetValue(key, out var entry) ? entry.Value : null;

    /// <summary>All objects; the array is never changed.</summary>
    public T[] List()
    {
        var current = Volatile.Read(ref _snapshot);
        if (current.Changes == Changes)
        {
            return current.Objects;
        }

        lock (_lock)
        {
            if (_snapshot.Changes != _changes)
            {
                var objects = new T[_entries.Count];
                var i = 0;
                foreach (var entry in _entries)
                {
                    objects[i++] = entry.Value.Value;
                }

                Volatile.Write(ref _snapshot, new Snapshot(_changes, objects));
            }

            return _snapshot.Objects;
        }
    }

    /// <summary>A new list begins: objects put from now on are part of it.</summary>
    public void BeginListing() => _listing++;

    /// <summary>The list is complete: what it did not hold is gone.</summary>
    public void EndListing()
    {
        foreach (var (key, entry) in _entries)
        {
            if (entry.Listing != _listing)
            {
                Remove(key, entry);
            }
        }
    }

    /// <summary>Takes an object of a list, which is the truth whatever its version.</summary>
    public void PutListed(in DecodedObject<T> listed)
    {
        var revision = new ObjectRevision(listed.Uid, listed.ResourceVersion);
        if (_entries.TryGetValue(listed.Key, out var entry) && revision.IsSameAs(entry.Revision))
        {
            entry.Listing = _listing;
            return;
        }

        Put(listed.Key, listed.Value, revision, entry);
    }

    /// <summary>Takes an object of a watch event; one that is older than, or the same as, what is known changes nothing.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool PutWatched(in DecodedObject<T> watched)
    {
        var revision = new ObjectRevision(watched.Uid, watched.ResourceVersion);
        if (_entries.TryGetValue(watched.Key, out var entry) && (revision.IsSameAs(entry.Revision) || revision.IsOlderThan(entry.Revision)))
        {
            return false;
        }

        Put(watched.Key, watched.Value, revision, entry);
        return true;
    }

    /// <summary>Takes a deletion told by a watch event; one that is older than what is known changes nothing.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool RemoveWatched(NamespacedName key, string resourceVersion)
    {
        if (!_entries.TryGetValue(key, out var entry) || new ObjectRevision("", resourceVersion).IsOlderThan(entry.Revision))
        {
            return false;
        }

        Remove(key, entry);
        return true;
    }

    private void Put(NamespacedName key, T value, in ObjectRevision revision, Entry? old)
    {
        lock (_lock)
        {
            _entries[key] = new Entry(value, revision) { Listing = _listing };
            Volatile.Write(ref _changes, _changes + 1);
        }

        if (old is not null && !revision.HasUidOf(old.Revision))
        {
            onChange(new(CacheChangeKind.Removed, key, old.Value, null));
            old = null;
        }

        onChange(new(old is null ? CacheChangeKind.Added : CacheChangeKind.Updated, key, old?.Value, value));
    }

    private void Remove(NamespacedName key, Entry entry)
    {
        lock (_lock)
        {
            _entries.TryRemove(key, out _);
            Volatile.Write(ref _changes, _changes + 1);
        }

        onChange(new(CacheChangeKind.Removed, key, entry.Value, null));
    }

    private sealed class Entry(T value, ObjectRevision revision)
    {
        public T Value { get; } = value;

        public ObjectRevision Revision { get; } = revision;

        public int Listing { get; set; }
    }

    private sealed record Snapshot(long Changes, T[] Objects);
}
