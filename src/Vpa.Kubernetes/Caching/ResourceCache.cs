using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Client;

namespace Vpa.Kubernetes.Caching;

/// <summary>
/// All objects of a resource, kept up to date by a list and watches that resume where the last one ended. Readers get immutable snapshots;
/// changes are told in order, each exactly once, so that replaying them gives the content.
/// </summary>
/// <typeparam name="T">The kind of objects.</typeparam>
public sealed class ResourceCache<T>
    where T : class
{
    private readonly ResourceStore<T> _store;
    private readonly ResourceFollower<T> _follower;
    private readonly ILogger _logger;
    private readonly string _resource;

    internal ResourceCache(KubernetesApi api, CachedResource<T> resource, ResourceCacheOptions options, IMeterFactory meters, TimeProvider time, ILogger logger, Random? random = null)
    {
        _resource = resource.Path.ToString();
        _logger = logger;
        _store = new ResourceStore<T>(Tell);
        _follower = new ResourceFollower<T>(api, resource, _store, options, new CacheMetrics(meters, _resource), time, logger, random ?? Random.Shared);
    }

    /// <summary>
    /// Told of each change, on the cache's own loop and before the next event is read: handlers must be quick. An exception in one is
    /// logged and harms nobody else. Subscribe before the cache runs to hear of everything.
    /// </summary>
#pragma warning disable CA1003, MA0046 // changes are values and frequent; an EventArgs object each would only be garbage
    public event Action<CacheChange<T>>? Changed;
#pragma warning restore CA1003, MA0046

    /// <summary>Whether the first list is complete. It stays true: later failures leave the last known content in place.</summary>
    public bool HasSynced => _follower.Progress.HasSynced;

    /// <summary>The newest resourceVersion the content stands for; empty before the first list.</summary>
    public string LastResourceVersion => _follower.Progress.ResourceVersion;

    /// <summary>When the server was last heard of (list, event or bookmark); null before the first list.</summary>
    public DateTimeOffset? LastContact => _follower.Progress.LastContact;

    /// <summary>How many objects there are.</summary>
    public int Count => _store.Count;

    /// <summary>A number that grows with every change of the content.</summary>
    public long Changes => _store.Changes;

    /// <summary>The object of a key, or null. Takes no lock.</summary>
    public T? Find(NamespacedName key) => _store.Find(key);

    /// <summary>All objects, in no particular order; an immutable snapshot that costs nothing while nothing changes.</summary>
    public IReadOnlyList<T> List() => _store.List();

    /// <summary>Waits until the first list is complete.</summary>
    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _follower.Progress.WaitForSyncAsync(cancellationToken);

    /// <summary>Waits until the content is at least as new as a resourceVersion of this resource.</summary>
    public Task WaitForVersionAsync(string resourceVersion, CancellationToken cancellationToken) =>
        _follower.Progress.WaitForVersionAsync(resourceVersion, cancellationToken);

    /// <summary>Follows the server until cancelled; never ends otherwise. Failures are logged, counted and retried with growing waits.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _follower.RunAsync(cancellationToken);

    private void Tell(CacheChange<T> change)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(Changed))
        {
            try
            {
                handler(change);
            }
            catch (Exception e)
            {
                // A consumer's defect must not stop the cache that others rely on.
                _logger.ConsumerFailed(e, _resource, change.Key.ToString());
            }
        }
    }
}
