using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Deletes objects the way Kubernetes does: at once, after a grace period, or when their finalizers are gone.</summary>
internal sealed class ObjectRemover(ObjectStore store, TimeProvider clock)
{
    private const long DefaultGraceSeconds = 30;

    /// <summary>Deletes one object.</summary>
    /// <returns>Its last or new state, and whether it is gone.</returns>
    /// <exception cref="ApiStatusException">404 when it is not there, 409 when a precondition fails.</exception>
    public (StoredObject Item, bool Gone) Delete(ResourceDefinition resource, ObjectKey key, JsonObject? options, bool dryRun)
    {
        while (true)
        {
            var current = store.Find(resource, key) ?? throw ApiErrors.NotFound(resource, key.Name);
            CheckPreconditions(resource, current, options);
            var json = current.ToJson();
            if (options.TextAt("propagationPolicy") == "Orphan" && !dryRun)
            {
                OrphanDependents(current.Uid);
            }

            var grace = Grace(resource, json, options);
            if (!Mark(resource, json, grace))
            {
                if (dryRun || store.TryRemove(resource, current) is not null)
                {
                    return (current, true);
                }

                continue;
            }

            if (dryRun || JsonNode.DeepEquals(json, current.ToJson()))
            {
                return (current, false);
            }

            if (store.TryPut(resource, key, json, current) is { } marked)
            {
                return (marked, false);
            }
        }
    }

    /// <summary>Marks the object as being deleted; false when nothing holds it back.</summary>
    private bool Mark(ResourceDefinition resource, JsonObject json, long grace)
    {
        var metadata = json.Ensure("metadata");
        var held = metadata.TextsAt("finalizers").Any() || resource.Equals(BuiltinResources.Namespaces);
        if (!held && grace == 0)
        {
            return false;
        }

        var before = metadata.NumberAt("deletionGracePeriodSeconds");
        if (metadata.TextAt("deletionTimestamp") is null || (before is not null && grace < before))
        {
            metadata["deletionTimestamp"] = JsonNavigation.Stamp(clock.GetUtcNow().AddSeconds(grace));
            metadata["deletionGracePeriodSeconds"] = grace;
        }

        if (resource.Equals(BuiltinResources.Namespaces))
        {
            json.Ensure("status")["phase"] = "Terminating";
        }

        return true;
    }

    /// <summary>Seconds that a pod on a node is given; other objects get none.</summary>
    private static long Grace(ResourceDefinition resource, JsonObject json, JsonObject? options)
    {
        if (!resource.Equals(BuiltinResources.Pods)
            || string.IsNullOrEmpty(json.TextAt("spec", "nodeName"))
            || json.TextAt("status", "phase") is "Succeeded" or "Failed")
        {
            return 0;
        }

        return options.NumberAt("gracePeriodSeconds") ?? json.NumberAt("spec", "terminationGracePeriodSeconds") ?? DefaultGraceSeconds;
    }

    private static void CheckPreconditions(ResourceDefinition resource, StoredObject current, JsonObject? options)
    {
        if (options.TextAt("preconditions", "uid") is { } uid && uid != current.Uid)
        {
            throw ApiErrors.Conflict(
                resource, current.Key.Name,
                $"the UID in the precondition ({uid}) does not match the UID in record ({current.Uid}). The object might have been deleted and then recreated");
        }

        if (options.TextAt("preconditions", "resourceVersion") is { } version && ResourceVersion.Parse(version) != current.Version)
        {
            throw ApiErrors.Conflict(
                resource, current.Key.Name,
                $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({current.Version}). The object might have been modified");
        }
    }

    private void OrphanDependents(string uid)
    {
        foreach (var (resource, key) in store.DependentsOf(uid))
        {
            StoredObject? current;
            do
            {
                current = store.Find(resource, key);
                if (current is null)
                {
                    break;
                }
            }
            while (store.TryPut(resource, key, WithoutOwner(current, uid), current) is null);
        }
    }

    private static JsonObject WithoutOwner(StoredObject item, string uid)
    {
        var json = item.ToJson();
        json.Ensure("metadata")["ownerReferences"] = new JsonArray(
            [.. json.ObjectsAt("metadata", "ownerReferences").Where(o => o.TextAt("uid") != uid).Select(o => o.DeepClone())]);
        return json;
    }
}
