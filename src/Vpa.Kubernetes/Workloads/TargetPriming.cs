using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Caching;

namespace Vpa.Kubernetes.Workloads;

/// <summary>
/// Asks for the custom controllers that will be needed, so that they are known when a pod is admitted: the targets of VPAs, and the custom
/// owners of controllers in namespaces that have VPAs.
/// </summary>
internal sealed class TargetPriming(ResourceCache<VerticalPodAutoscaler> vpas, ControllerDirectory controllers)
{
    /// <summary>Owners of owners that are asked for; a cycle has no end.</summary>
    private const int MaxLevels = 8;

    /// <summary>Asks once for each.</summary>
    public void Prime()
    {
        var namespaces = new HashSet<string>(StringComparer.Ordinal);
        foreach (var vpa in vpas.List())
        {
            if (TargetOf(vpa) is { } target)
            {
                namespaces.Add(vpa.Key.Namespace);
                Touch(vpa.Key.Namespace, target);
            }
        }

        if (namespaces.Count == 0)
        {
            return;
        }

        foreach (var controller in controllers.Caches.Values.SelectMany(c => c.List()))
        {
            if (controller.Owner is { } owner && namespaces.Contains(controller.Key.Namespace))
            {
                Touch(controller.Key.Namespace, owner);
            }
        }
    }

    /// <summary>Asks for the target of a VPA that is new or targets something else: who creates it may be about to create the target.</summary>
    public void Follow(CacheChange<VerticalPodAutoscaler> change)
    {
        if (change.New is { } vpa && vpa.Target != change.Old?.Target && TargetOf(vpa) is { } target)
        {
            Touch(vpa.Key.Namespace, target);
            Hasten(vpa.Key.Namespace, target);
        }
    }

    /// <summary>An owner that is named by what it owns exists, or did: what was read before says nothing.</summary>
    public void Follow(CacheChange<Controller> change)
    {
        if (change.New is { Owner: { } owner } && owner != change.Old?.Owner)
        {
            Hasten(change.Key.Namespace, owner);
        }
    }

    private void Hasten(string @namespace, OwnerReference owner)
    {
        if (IsCustom(owner))
        {
            controllers.Hasten(owner.ApiVersion, new(@namespace, owner.Kind, owner.Name));
        }
    }

    /// <summary>Asks for a custom owner and, as far as they are known already, those above it; well-known ones are in the caches.</summary>
    private void Touch(string @namespace, OwnerReference? owner)
    {
        for (var level = 0; level < MaxLevels && owner is not null && IsCustom(owner); level++)
        {
            owner = controllers.Find(owner.ApiVersion, new(@namespace, owner.Kind, owner.Name)).Controller?.Owner;
        }
    }

    /// <summary>A VPA's target in the form in which pods name their owners.</summary>
    private static OwnerReference? TargetOf(VerticalPodAutoscaler vpa) =>
        vpa is { Target: { } target, TargetKey: { } key } ? new(target.ApiVersion, key.Kind, key.Name, IsController: true) : null;

    private static bool IsCustom(OwnerReference owner) =>
        WellKnownKind.Named(owner.Kind) is not { } known || !known.IsOfGroup(ApiVersions.GroupOf(owner.ApiVersion));
}
