using System.Collections.Immutable;

namespace Vpa.Simulation.ApiServer;

/// <summary>All objects of one resource at one version; immutable, in the order namespace, name.</summary>
internal sealed record TableSnapshot(
    long Version, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>> Namespaces)
{
    public static readonly ImmutableSortedDictionary<string, StoredObject> EmptyNamespace =
        ImmutableSortedDictionary.Create<string, StoredObject>(StringComparer.Ordinal);

    public static readonly ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>> Empty =
        ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, StoredObject>>(StringComparer.Ordinal);

    /// <summary>The objects of one namespace, or of all of them when it is null.</summary>
    public IEnumerable<StoredObject> In(string? ns)
    {
        if (ns is not null)
        {
            return Namespaces.TryGetValue(ns, out var one) ? one.Values : [];
        }

        return Namespaces.Values.SelectMany(n => n.Values);
    }

    public StoredObject? Find(ObjectKey key) =>
        Namespaces.TryGetValue(key.Namespace, out var one) && one.TryGetValue(key.Name, out var found) ? found : null;
}
