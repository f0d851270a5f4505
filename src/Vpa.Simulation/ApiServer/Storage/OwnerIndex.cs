namespace Vpa.Simulation.ApiServer;

/// <summary>Which uids exist, and which objects name them as owners. To be used with the store's lock held.</summary>
internal sealed class OwnerIndex
{
    private readonly HashSet<string> _uids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<(ResourceDefinition Resource, ObjectKey Key)>> _dependents = new(StringComparer.Ordinal);

    public bool Exists(string uid) => _uids.Contains(uid);

    public IReadOnlyList<(ResourceDefinition Resource, ObjectKey Key)> DependentsOf(string uid) =>
        _dependents.TryGetValue(uid, out var found) ? [.. found] : [];

    public void Replace(ResourceDefinition resource, StoredObject? before, StoredObject? after)
    {
        if (before is not null)
        {
            _uids.Remove(before.Uid);
            foreach (var owner in before.OwnerUids)
            {
                Drop(owner, (resource, before.Key));
            }
        }

        if (after is null)
        {
            return;
        }

        _uids.Add(after.Uid);
        foreach (var owner in after.OwnerUids)
        {
            if (!_dependents.TryGetValue(owner, out var dependents))
            {
                dependents = [];
                _dependents.Add(owner, dependents);
            }

            dependents.Add((resource, after.Key));
        }
    }

    private void Drop(string owner, (ResourceDefinition Resource, ObjectKey Key) dependent)
    {
        if (_dependents.TryGetValue(owner, out var dependents) && dependents.Remove(dependent) && dependents.Count == 0)
        {
            _dependents.Remove(owner);
        }
    }
}
