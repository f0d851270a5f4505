using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Tests.World;

/// <summary>Controllers by key; every look-up can be made to fail.</summary>
internal sealed class FakeControllers : IControllerDirectory
{
    private readonly Dictionary<WorkloadKey, Controller> _controllers = [];

    public bool IsFailing { get; set; }

    public int Lookups { get; private set; }

    public ControllerLookup Find(string apiVersion, WorkloadKey key)
    {
        Lookups++;
        return IsFailing ? new(ControllerLookupStatus.Unknown, null, "the API server does not answer")
            : _controllers.TryGetValue(key, out var controller) ? new(ControllerLookupStatus.Found, controller)
            : new(ControllerLookupStatus.Missing, null, $"{key.Kind} {key.Namespace}/{key.Name} does not exist");
    }

    public void Add(string kind, string name, string? ownerKind = null, string? ownerName = null, string @namespace = "default")
    {
        var owner = ownerKind is null ? null : new OwnerReference("apps/v1", ownerKind, ownerName!, $"uid-of-{ownerName}", IsController: true);
        _controllers[new(@namespace, kind, name)] = new Controller { ApiVersion = "apps/v1", Key = new(@namespace, kind, name), Owner = owner };
    }

    public void Remove(string kind, string name) => _controllers.Remove(new("default", kind, name));
}
