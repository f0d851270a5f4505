using System.Collections.Frozen;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Caching;

namespace Vpa.Kubernetes.Workloads;

/// <summary>
/// Controllers as the caches know them: the seven well-known kinds from watches, others from the scale cache. A kind of a well-known name in
/// another group is looked up as what it is (R108 as a user would expect it), unless the server does not know it.
/// </summary>
public sealed class ControllerDirectory : IControllerDirectory
{
    private readonly FrozenDictionary<string, ResourceCache<Controller>> _wellKnown;
    private readonly ScaleCache _scales;

    internal ControllerDirectory(IReadOnlyDictionary<string, ResourceCache<Controller>> wellKnown, ScaleCache scales)
    {
        _wellKnown = wellKnown.ToFrozenDictionary(StringComparer.Ordinal);
        _scales = scales;
    }

    /// <summary>The caches of the well-known kinds the server serves, by kind.</summary>
    public IReadOnlyDictionary<string, ResourceCache<Controller>> Caches => _wellKnown;

    /// <inheritdoc/>
    public ControllerLookup Find(string apiVersion, WorkloadKey key) => Find(apiVersion, key, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public ControllerLookup FindFresh(string apiVersion, WorkloadKey key, TimeSpan maxAge) => Find(apiVersion, key, maxAge);

    /// <summary>Something that names the object was created or changed: if it is of a custom kind and not fully known, it is read anew at once.</summary>
    internal void Hasten(string apiVersion, WorkloadKey key) => _scales.Hasten(ApiVersions.GroupOf(apiVersion), key);

    private ControllerLookup Find(string apiVersion, WorkloadKey key, TimeSpan maxAge)
    {
        if (WellKnownKind.Named(key.Kind) is not { } known)
        {
            return _scales.Find(ApiVersions.GroupOf(apiVersion), key, maxAge);
        }

        var group = ApiVersions.GroupOf(apiVersion);
        if (known.IsOfGroup(group))
        {
            return FindWellKnown(key);
        }

        // The group is neither home nor legacy: a custom kind of that name, or, where the server knows no such kind, a slip of the pen.
        var custom = _scales.Find(group, key, maxAge);
        return ReferenceEquals(custom, ScaleCache.NoSuchKind) ? FindWellKnown(key) : custom;
    }

    private ControllerLookup FindWellKnown(WorkloadKey key)
    {
        if (!_wellKnown.TryGetValue(key.Kind, out var cache))
        {
            return new(ControllerLookupStatus.Missing, null, $"{key.Kind} {key.Namespace}/{key.Name} does not exist");
        }

        if (cache.Find(new(key.Namespace, key.Name)) is { } controller)
        {
            return new(ControllerLookupStatus.Found, controller);
        }

        return cache.HasSynced
            ? new(ControllerLookupStatus.Missing, null, $"{key.Kind} {key.Namespace}/{key.Name} does not exist")
            : new(ControllerLookupStatus.Unknown, null, $"{key.Kind} objects are not loaded yet");
    }
}
