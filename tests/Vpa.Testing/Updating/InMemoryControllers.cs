using System.Collections.Concurrent;
using Vpa.Domain.Workloads;

namespace Vpa.Testing.Updating;

/// <summary>Controllers that a test has named; others are missing. Counts the look-ups of each. May be asked by several threads.</summary>
public sealed class InMemoryControllers : IControllerDirectory
{
    private readonly ConcurrentDictionary<WorkloadKey, ControllerLookup> _known = [];
    private readonly ConcurrentDictionary<WorkloadKey, ControllerLookup> _fresh = [];

    public ConcurrentDictionary<WorkloadKey, int> Lookups { get; } = [];

    /// <summary>Whether every look-up fails, as when the API server does not answer.</summary>
    public bool IsFailing { get; set; }

    /// <summary>A controller that selects all pods unless given a selector.</summary>
    public InMemoryControllers Add(
        string kind, string name, int? replicas = null, (string Kind, string Name)? owner = null, LabelSelector? selector = null, string @namespace = "shop")
    {
        var key = new WorkloadKey(@namespace, kind, name);
        return Answering(key, new ControllerLookup(ControllerLookupStatus.Found, new Controller
        {
            Key = key,
            Replicas = replicas,
            Selector = selector ?? LabelSelector.Everything,
            Owner = owner is { } o ? new OwnerReference("apps/v1", o.Kind, o.Name, IsController: true) : null,
        }));
    }

    /// <summary>A Deployment and its one ReplicaSet of the same name with <c>-1</c> after it.</summary>
    public InMemoryControllers AddDeployment(string name, int replicas, string @namespace = "shop") =>
        Add("Deployment", name, replicas, @namespace: @namespace).Add("ReplicaSet", name + "-1", replicas, ("Deployment", name), @namespace: @namespace);

    public InMemoryControllers AddFailing(string kind, string name, ControllerLookupStatus status, string? cause = null) =>
        Answering(new WorkloadKey("shop", kind, name), new ControllerLookup(status, null, cause));

    /// <summary>Any answer to a look-up.</summary>
    public InMemoryControllers Answering(WorkloadKey key, ControllerLookup lookup)
    {
        _known[key] = lookup;
        return this;
    }

    /// <summary>An answer that is given only to those who want a fresh one.</summary>
    public InMemoryControllers AnsweringAnew(WorkloadKey key, ControllerLookup lookup)
    {
        _fresh[key] = lookup;
        return this;
    }

    public void Remove(WorkloadKey key) => _known.TryRemove(key, out _);

    /// <inheritdoc/>
    public ControllerLookup FindFresh(string apiVersion, WorkloadKey key, TimeSpan maxAge) => _fresh.GetValueOrDefault(key) ?? Find(apiVersion, key);

    /// <inheritdoc/>
    public ControllerLookup Find(string apiVersion, WorkloadKey key)
    {
        Lookups.AddOrUpdate(key, 1, static (_, times) => times + 1);
        return IsFailing ? new ControllerLookup(ControllerLookupStatus.Unknown, null, "the API server does not answer")
            : _known.GetValueOrDefault(key) ?? new ControllerLookup(ControllerLookupStatus.Missing, null, $"{key.Kind} {key.Namespace}/{key.Name} does not exist");
    }
}
