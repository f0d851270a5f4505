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
    /// <summary>Asks once for each.</summary>
    public void Prime()
    {
        var namespaces = new HashSet<string>(StringComparer.Ordinal);
        foreach (var vpa in vpas.List())
        {
            if (vpa is { Target: { } target, TargetKey: { } key })
            {
                namespaces.Add(vpa.Key.Namespace);
                Touch(target.ApiVersion, key);
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
                Touch(owner.ApiVersion, new(controller.Key.Namespace, owner.Kind, owner.Name));
            }
        }
    }

    private void Touch(string apiVersion, WorkloadKey key)
    {
        if (WellKnownKind.Named(key.Kind) is not { } known || !known.IsOfGroup(ApiVersions.GroupOf(apiVersion)))
        {
            controllers.Find(apiVersion, key);
        }
    }
}
