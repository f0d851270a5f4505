using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>The pods/resize subresource: changes the CPU and memory of containers and nothing else.</summary>
internal static class PodResize
{
    /// <exception cref="ApiStatusException">422 when anything else differs, or the change alters the quality of service.</exception>
    public static JsonObject Merge(ResourceDefinition resource, JsonObject old, JsonObject wanted)
    {
        var next = old.Copy();
        var (spec, asked) = (next.Ensure("spec"), wanted.Ensure("spec"));
        var errors = new List<FieldError>();
        foreach (var list in (ReadOnlySpan<string>)["initContainers", "containers"])
        {
            TakeResources(spec, asked, list, errors);
        }

        var name = old.TextAt("metadata", "name") ?? "";
        if (!JsonNode.DeepEquals(Rest(spec), Rest(asked)))
        {
            errors.Add(FieldError.Forbidden("spec", "only cpu and memory resources are mutable"));
        }
        else if (PodDefaults.QualityOfService(spec) != PodDefaults.QualityOfService(old.Ensure("spec")))
        {
            errors.Add(FieldError.Invalid(
                "spec", $"\"{PodDefaults.QualityOfService(spec)}\"", "Pod QOS Class may not change as a result of resizing"));
        }

        return errors.Count == 0 ? next : throw ApiErrors.Invalid(resource, name, errors);
    }

    private static void TakeResources(JsonObject spec, JsonObject asked, string list, List<FieldError> errors)
    {
        var wanted = asked.ObjectsAt(list).ToList();
        var index = 0;
        foreach (var container in spec.ObjectsAt(list))
        {
            var match = index < wanted.Count && wanted[index].TextAt("name") == container.TextAt("name") ? wanted[index] : null;
            if (match is not null)
            {
                Check(container, match, $"spec.{list}[{index}].resources", errors);
                container["resources"] = match["resources"]?.DeepClone() ?? new JsonObject();
            }

            index++;
        }
    }

    private static void Check(JsonObject before, JsonObject after, string path, List<FieldError> errors)
    {
        foreach (var kind in (ReadOnlySpan<string>)["requests", "limits"])
        {
            var old = before.At("resources", kind) as JsonObject ?? [];
            var now = after.At("resources", kind) as JsonObject ?? [];
            foreach (var name in old.Concat(now).Select(p => p.Key).Distinct(StringComparer.Ordinal))
            {
                if (name is not ("cpu" or "memory") && !JsonNode.DeepEquals(old[name], now[name]))
                {
                    errors.Add(FieldError.Forbidden(path, "only cpu and memory resources are mutable"));
                }
                else if (old.ContainsKey(name) && !now.ContainsKey(name))
                {
                    errors.Add(FieldError.Forbidden($"{path}.{kind}", $"resource {kind} cannot be removed"));
                }
            }
        }
    }

    private static JsonObject Rest(JsonObject spec)
    {
        var copy = spec.Copy();
        foreach (var container in PodDefaults.Containers(copy))
        {
            container.Remove("resources");
        }

        return copy;
    }
}
