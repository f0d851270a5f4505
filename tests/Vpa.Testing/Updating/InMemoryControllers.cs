using Vpa.Domain.Workloads;

namespace Vpa.Testing.Updating;

/// <summary>Controllers that a test has named; others are missing. Counts the look-ups of each.</summary>
public sealed class InMemoryControllers : IControllerDirectory
{
    private readonly Dictionary<WorkloadKey, ControllerLookup> _known = [];

    public Dictionary<WorkloadKey, int> Lookups { get; } = [];

    public InMemoryControllers Add(
        string kind, string name, int? replicas = null, (string Kind, string Name)? owner = null, LabelSelector? selector = null, string @namespace = "shop")
    {
        var key = new WorkloadKey(@namespace, kind, name);
        _known[key] = new ControllerLookup(ControllerLookupStatus.Found, new Controller
        {
            ApiVersion = "apps/v1",
            Key = key,
            Replicas = replicas,
            Selector = selector ?? LabelSelector.Everything,
            Owner = owner is { } o ? new OwnerReference("apps/v1", o.Kind, o.Name, o.Name + "-uid", IsController: true) : null,
        });
        return this;
    }

    /// <summary>A Deployment and its one ReplicaSet of the same name with <c>-1</c> after it.</summary>
    public InMemoryControllers AddDeployment(string name, int replicas, string @namespace = "shop") =>
        Add("Deployment", name, replicas, @namespace: @namespace).Add("ReplicaSet", name + "-1", replicas, ("Deployment", name), @namespace: @namespace);

    public InMemoryControllers AddFailing(string kind, string name, ControllerLookupStatus status, string? cause = null)
    {
        _known[new WorkloadKey("shop", kind, name)] = new ControllerLookup(status, null, cause);
        return this;
    }

    public ControllerLookup Find(string apiVersion, WorkloadKey key)
    {
        Lookups[key] = Lookups.GetValueOrDefault(key) + 1;
        return _known.GetValueOrDefault(key) ?? new ControllerLookup(ControllerLookupStatus.Missing, null, $"{key} is not there");
    }
}
