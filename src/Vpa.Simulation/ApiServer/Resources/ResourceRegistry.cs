using System.Collections.Immutable;

namespace Vpa.Simulation.ApiServer;

/// <summary>What the server serves now. Custom resources come and go with their definitions.</summary>
internal sealed class ResourceRegistry(IEnumerable<ResourceDefinition> builtin)
{
    private ImmutableDictionary<(string Group, string Plural), ResourceDefinition> _resources =
        builtin.ToImmutableDictionary(r => (r.Group, r.Plural));

    public IEnumerable<ResourceDefinition> All => _resources.Values;

    public ResourceDefinition? Find(string group, string plural) => _resources.GetValueOrDefault((group, plural));

    public ResourceDefinition? Find(string group, string version, string plural) =>
        Find(group, plural) is { } found && found.Versions.Contains(version) ? found : null;

    public void Register(ResourceDefinition resource) =>
        ImmutableInterlocked.AddOrUpdate(ref _resources, (resource.Group, resource.Plural), resource, (_, _) => resource);

    public void Unregister(string group, string plural) => ImmutableInterlocked.TryRemove(ref _resources, (group, plural), out _);
}
