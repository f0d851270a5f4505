using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>What an update makes of the object it replaces: which parts it may touch, and what the server alone sets.</summary>
internal static class UpdateMerge
{
    private static readonly string[] ServerFields =
        ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "resourceVersion", "namespace", "name"];

    public static JsonObject Merge(ResourceDefinition resource, UpdateScope scope, JsonObject old, JsonObject wanted)
    {
        switch (scope)
        {
            case UpdateScope.Status:
                var withStatus = old.Copy();
                withStatus.TakeFrom(wanted, "status");
                return withStatus;
            case UpdateScope.Resize:
                return PodResize.Merge(resource, old, wanted);
            case UpdateScope.System:
                return wanted;
            default:
                break;
        }

        if (resource.HasStatus)
        {
            wanted.TakeFrom(old, "status");
        }

        var metadata = wanted.Ensure("metadata");
        foreach (var field in ServerFields)
        {
            metadata.TakeFrom((JsonObject)old["metadata"]!, field);
        }

        metadata.Remove("managedFields");
        return wanted;
    }

    public static bool HasGeneration(ResourceDefinition resource) =>
        resource.IsCustom || (resource.HasStatus && resource.Plural is not ("nodes" or "namespaces" or "services" or "apiservices"))
        || resource.Group == "admissionregistration.k8s.io";

    /// <summary>Adds one to metadata.generation when anything but metadata and status changed.</summary>
    public static void RaiseGeneration(ResourceDefinition resource, JsonObject old, JsonObject next)
    {
        if (!HasGeneration(resource))
        {
            return;
        }

        var names = old.Concat(next).Select(p => p.Key).Distinct(StringComparer.Ordinal)
            .Where(n => n is not "metadata" && (n is not "status" || !resource.HasStatus));
        if (names.Any(n => !JsonNode.DeepEquals(old[n], next[n])))
        {
            next.Ensure("metadata")["generation"] = (old.NumberAt("metadata", "generation") ?? 0) + 1;
        }
    }
}
