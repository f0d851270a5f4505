using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Removes fields that a structural schema does not name, and fills in the defaults it gives.</summary>
internal static class SchemaPruner
{
    private static readonly string[] AlwaysKept = ["apiVersion", "kind", "metadata"];

    /// <summary>Prunes a custom resource. Fields removed are added to the list with their paths.</summary>
    public static void Prune(JsonObject root, JsonObject schema, List<string> removed) =>
        PruneObject(root, schema, "", AlwaysKept, removed);

    public static void ApplyDefaults(JsonNode? value, JsonObject schema)
    {
        switch (value)
        {
            case JsonObject map:
                DefaultProperties(map, schema);
                break;
            case JsonArray array when schema["items"] is JsonObject items:
                foreach (var item in array)
                {
                    ApplyDefaults(item, items);
                }

                break;
        }
    }

    private static void DefaultProperties(JsonObject map, JsonObject schema)
    {
        foreach (var (name, inner) in schema["properties"] as JsonObject ?? [])
        {
            if (inner is not JsonObject property)
            {
                continue;
            }

            var absent = !map.TryGetPropertyValue(name, out var present) || (present is null && property.FlagAt("nullable") != true);
            if (absent && property["default"] is { } standard)
            {
                map[name] = standard.DeepClone();
            }

            ApplyDefaults(map[name], property);
        }

        if (schema["additionalProperties"] is JsonObject additional)
        {
            foreach (var (_, value) in map)
            {
                ApplyDefaults(value, additional);
            }
        }
    }

    private static void PruneNode(JsonNode? value, JsonObject schema, string path, List<string> removed)
    {
        switch (value)
        {
            case JsonObject map:
                var kept = schema.FlagAt("x-kubernetes-embedded-resource") == true ? AlwaysKept : [];
                PruneObject(map, schema, path, kept, removed);
                break;
            case JsonArray array when schema["items"] is JsonObject items:
                for (var i = 0; i < array.Count; i++)
                {
                    PruneNode(array[i], items, $"{path}[{i}]", removed);
                }

                break;
        }
    }

    private static void PruneObject(JsonObject map, JsonObject schema, string path, string[] kept, List<string> removed)
    {
        var keepUnknown = schema.FlagAt("x-kubernetes-preserve-unknown-fields") == true;
        var properties = schema["properties"] as JsonObject;
        var additional = schema["additionalProperties"];
        foreach (var name in map.Select(p => p.Key).Where(n => !kept.Contains(n)).ToList())
        {
            var child = path.Length == 0 ? name : $"{path}.{name}";
            if (properties?[name] is JsonObject property)
            {
                PruneNode(map[name], property, child, removed);
            }
            else if (additional is JsonObject inner)
            {
                PruneNode(map[name], inner, child, removed);
            }
            else if (!keepUnknown && additional?.GetValueKind() != System.Text.Json.JsonValueKind.True)
            {
                map.Remove(name);
                removed.Add(child);
            }
        }
    }
}
