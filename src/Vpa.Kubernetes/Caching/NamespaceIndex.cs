using System.Collections.Concurrent;
using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Caching;

/// <summary>The objects of a cache by namespace, sorted by name. Kept up to date by the cache's changes; readers take no lock unless a namespace changed.</summary>
/// <typeparam name="T">The kind of objects.</typeparam>
public sealed class NamespaceIndex<T>
    where T : class
{
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Creates an index; to be done before the cache runs.</summary>
    public NamespaceIndex(ResourceCache<T> cache) => cache.Changed += Apply;

    /// <summary>Creates an empty index, fed by <see cref="Apply"/>.</summary>
    internal NamespaceIndex()
    {
    }

    /// <summary>The objects of a namespace, sorted by name (byte order); an immutable snapshot.</summary>
    public IReadOnlyList<T> In(string @namespace) => _buckets.TryGetValue(@namespace, out var bucket) ? bucket.List() : [];

    /// <summary>Takes over a change.</summary>
    internal void Apply(CacheChange<T> change) => _buckets.GetOrAdd(change.Key.Namespace, static _ => new Bucket()).Set(change.Key, change.New);

    private sealed class Bucket
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, T> _objects = new(StringComparer.Ordinal);
        private T[]? _sorted = [];

        public void Set(NamespacedName key, T? value)
        {
            lock (_lock)
            {
                if (value is null)
                {
                    _objects.Remove(key.Name);
                }
                else
                {
                    _objects[key.Name] = value;
                }

                Volatile.Write(ref _sorted, null);
            }
        }

        public T[] List()
        {
            if (Volatile.Read(ref _sorted) is { } sorted)
            {
                return sorted;
            }

            lock (_lock)
            {
                return _sorted ??= [.. _objects.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => o.Value)];
            }
        }
    }
}
