namespace Vpa.Kubernetes.Caching;

/// <summary>How an object in a cache changed.</summary>
public enum CacheChangeKind
{
    /// <summary>It is new to the cache.</summary>
    Added,

    /// <summary>It was replaced by a newer version of itself.</summary>
    Updated,

    /// <summary>It left the cache.</summary>
    Removed,
}
