using System.Collections.Concurrent;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Caching;

namespace Vpa.Kubernetes.Tests.Caching;

/// <summary>Replays a cache's notifications and notes each one that does not fit what was told before.</summary>
internal sealed class ReplayedChanges<T>
    where T : class
{
    private readonly ConcurrentDictionary<NamespacedName, T> _objects = new();

    public ReplayedChanges(ResourceCache<T> cache) => cache.Changed += Apply;

    public ConcurrentQueue<string> Contradictions { get; } = new();

    public IReadOnlyDictionary<NamespacedName, T> Objects => _objects;

    private void Apply(CacheChange<T> change)
    {
        var fits = change.Kind switch
        {
            CacheChangeKind.Added => change is { Old: null, New: not null } && _objects.TryAdd(change.Key, change.New),
            CacheChangeKind.Updated => change is { Old: not null, New: not null } && _objects.TryGetValue(change.Key, out var old)
                && ReferenceEquals(old, change.Old) && !Equals(change.Old, change.New) && _objects.TryUpdate(change.Key, change.New, old),
            _ => change is { Old: not null, New: null } && _objects.TryRemove(change.Key, out var removed) && ReferenceEquals(removed, change.Old),
        };
        if (!fits)
        {
            Contradictions.Enqueue(change.ToString());
        }
    }
}
