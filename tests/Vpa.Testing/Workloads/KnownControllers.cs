using Vpa.Domain.Workloads;

namespace Vpa.Testing.Workloads;

/// <summary>A directory of controllers given one by one; anything else is missing, unless said to be otherwise.</summary>
public sealed class KnownControllers : IControllerDirectory
{
    private readonly Dictionary<WorkloadKey, ControllerLookup> _lookups = [];

    /// <summary>A controller that selects all pods unless given a selector.</summary>
    public KnownControllers With(string @namespace, string kind, string name, OwnerReference? owner = null, LabelSelector? selector = null, string apiVersion = "apps/v1")
    {
        var key = new WorkloadKey(@namespace, kind, name);
        var controller = new Controller { ApiVersion = apiVersion, Key = key, Owner = owner, Selector = selector ?? LabelSelector.Everything };
        return Answering(key, new(ControllerLookupStatus.Found, controller));
    }

    /// <summary>Any answer to a look-up.</summary>
    public KnownControllers Answering(WorkloadKey key, ControllerLookup lookup)
    {
        _lookups[key] = lookup;
        return this;
    }

    /// <inheritdoc/>
    public ControllerLookup Find(string apiVersion, WorkloadKey key) =>
        _lookups.TryGetValue(key, out var lookup) ? lookup : new(ControllerLookupStatus.Missing, null, $"{key} is not known");
}
