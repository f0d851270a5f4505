using System.Collections.Concurrent;

namespace Vpa.Kubernetes.Caching;

/// <summary>
/// The objects of a cache by namespace, sorted by name. Each change publishes the namespace's array anew, so that readers take no lock and do no work;
/// it is for kinds of which a namespace has few.
/// </summary>
/// <typeparam name="T">The kind of objects.</typeparam>
public sealed class NamespaceIndex<T>
    where T : class
{
    // Only the cache's loop touches the lists; readers see the arrays.
    private readonly Dictionary<string, SortedList<string, T>> _lists = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, T[]> _published = new(StringComparer.Ordinal);

    /// <summary>Creates an index; to be done before the cache runs.</summary>
    public NamespaceIndex(ResourceCache<T> cache) => cache.Changed += Apply;

    /// <summary>Creates an empty index, fed by <see cref="Apply"/>.</summary>
    internal NamespaceIndex()
    {
    }

    /// <summary>How many namespaces have objects.</summary>
    internal int Namespaces => _published.Count;

    /// <summary>The objects of a namespace, sorted by name (byte order); an immutable snapshot.</summary>
    public IReadOnlyList<T> In(string @namespace) => _published.TryGetValue(@namespace, out var objects) ? objects : [];

    /// <summary>Takes over a change; to be called by one thread at a time.</summary>
    internal void Apply(CacheChange<T> change)
    {
        var (ns, name) = (change.Key.Namespace, change.Key.Name);
        if (!_lists.TryGetValue(ns, out var list))
        {
            _lists[ns] = list = new(StringComparer.Ordinal);
        }

        if (change.New is null)
        {
            list.Remove(name);
        }
        else
        {
            list[name] = change.New;
        }

        if (list.Count > 0)
        {
            _published[ns] = [.. list.Values];
            return;
        }

        _lists.Remove(ns);
        _published.TryRemove(ns, out _);
    }
}
