using System.Globalization;

namespace Vpa.Kubernetes.Caching;

/// <summary>
/// UID and resourceVersion of a cached object. As texts they would take more memory than what is kept of a ReplicaSet, so the forms that
/// every API server uses, a UUID and a whole number, are kept as such; anything else stays text.
/// </summary>
internal readonly struct ObjectRevision
{
    private readonly Guid _uid;
    private readonly ulong _version;
    private readonly Tuple<string, string>? _texts;

    /// <summary>Takes the texts of an object.</summary>
    public ObjectRevision(string uid, string resourceVersion)
    {
        if (!Guid.TryParseExact(uid, "D", out _uid) || !ulong.TryParse(resourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out _version))
        {
            _texts = new(uid, resourceVersion);
        }
    }

    /// <summary>Whether both are of one object, and not of a successor of the same name.</summary>
    public bool HasUidOf(in ObjectRevision other) => _texts is null && other._texts is null ? _uid == other._uid : Uid == other.Uid;

    /// <summary>Whether both are of one version of one object; an object without a version is never known to be the same.</summary>
    public bool IsSameAs(in ObjectRevision other) =>
        _texts is null && other._texts is null ? _uid == other._uid && _version == other._version : Uid == other.Uid && Version == other.Version && Version.Length > 0;

    /// <summary>Whether this version is certainly older than the other.</summary>
    public bool IsOlderThan(in ObjectRevision other) =>
        _texts is null && other._texts is null ? _version < other._version : ResourceVersions.IsOlder(Version, other.Version);

    private string Uid => _texts?.Item1 ?? _uid.ToString("D");

    private string Version => _texts?.Item2 ?? _version.ToString(CultureInfo.InvariantCulture);
}
