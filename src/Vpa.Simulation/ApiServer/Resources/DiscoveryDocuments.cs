using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>The documents by which clients find what is served. Preferred versions follow the order of <see cref="ResourceDefinition.Versions"/>.</summary>
internal sealed class DiscoveryDocuments(ResourceRegistry registry, Func<IEnumerable<(string Group, string Version)>> aggregated)
{
    public static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "33",
        ["gitVersion"] = "v1.33.0-simulated",
        ["gitCommit"] = "",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "2025-04-23T00:00:00Z",
        ["goVersion"] = "",
        ["compiler"] = "",
        ["platform"] = "",
    };

    public static JsonObject CoreVersions(string address) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
    };

    public JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. GroupVersions().Where(g => g.Key.Length > 0).Select(g => (JsonNode)Describe(g.Key, g.Value))]),
    };

    public JsonObject? Group(string group)
    {
        if (group.Length == 0 || !GroupVersions().TryGetValue(group, out var versions))
        {
            return null;
        }

        var found = Describe(group, versions);
        found["kind"] = "APIGroup";
        found["apiVersion"] = "v1";
        return found;
    }

    public JsonObject? Resources(string group, string version)
    {
        var served = registry.All.Where(r => r.Group == group && r.Versions.Contains(version))
            .OrderBy(r => r.Plural, StringComparer.Ordinal).ToList();
        return served.Count == 0 ? null : new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = served[0].ApiVersion(version),
            ["resources"] = new JsonArray([.. served.SelectMany(r => Entries(r, version)).Select(e => (JsonNode)e)]),
        };
    }

    /// <summary>Every group with its versions, as the paths and OpenAPI documents need them.</summary>
    public SortedDictionary<string, List<string>> GroupVersions()
    {
        var groups = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var served = registry.All.OrderBy(r => r.Plural, StringComparer.Ordinal)
            .SelectMany(r => r.Versions.Select(v => (r.Group, Version: v)));
        foreach (var (group, version) in served.Concat(aggregated()))
        {
            if (!groups.TryGetValue(group, out var versions))
            {
                versions = [];
                groups.Add(group, versions);
            }

            if (!versions.Contains(version))
            {
                versions.Add(version);
            }
        }

        return groups;
    }

    private static JsonObject Describe(string group, List<string> versions)
    {
        JsonObject Entry(string version) => new() { ["groupVersion"] = $"{group}/{version}", ["version"] = version };
        return new JsonObject
        {
            ["name"] = group,
            ["versions"] = new JsonArray([.. versions.Select(v => (JsonNode)Entry(v))]),
            ["preferredVersion"] = Entry(versions[0]),
        };
    }

    private static IEnumerable<JsonObject> Entries(ResourceDefinition resource, string version)
    {
        var main = Entry(resource, resource.Plural, resource.Kind, ResourceDefinition.AllVerbs);
        main["singularName"] = resource.Singular;
        AddNames(main, "shortNames", resource.ShortNames);
        AddNames(main, "categories", resource.Categories);
        main["storageVersionHash"] = Convert.ToBase64String(BitConverter.GetBytes(StableHash(resource.StorageKey)));
        yield return main;
        if (resource.HasStatus)
        {
            yield return Entry(resource, resource.Plural + "/status", resource.Kind, ["get", "patch", "update"]);
        }

        if (resource.Scale is not null)
        {
            var scale = Entry(resource, resource.Plural + "/scale", "Scale", ["get", "patch", "update"]);
            scale["group"] = "autoscaling";
            scale["version"] = "v1";
            yield return scale;
        }

        foreach (var extra in resource.ExtraSubresources)
        {
            yield return Extra(resource, extra, version);
        }
    }

    private static JsonObject Extra(ResourceDefinition resource, string subresource, string version)
    {
        var (kind, group, itsVersion, verbs) = subresource switch
        {
            "binding" => ("Binding", "", version, new[] { "create" }),
            "eviction" => ("Eviction", "policy", "v1", ["create"]),
            "token" => ("TokenRequest", "authentication.k8s.io", "v1", ["create"]),
            _ => (resource.Kind, "", version, ["get", "patch", "update"]),
        };
        var entry = Entry(resource, $"{resource.Plural}/{subresource}", kind, verbs);
        if (group.Length > 0)
        {
            entry["group"] = group;
            entry["version"] = itsVersion;
        }

        return entry;
    }

    private static JsonObject Entry(ResourceDefinition resource, string name, string kind, string[] verbs) => new()
    {
        ["name"] = name,
        ["singularName"] = "",
        ["namespaced"] = resource.Namespaced,
        ["kind"] = kind,
        ["verbs"] = new JsonArray([.. verbs.Select(v => (JsonNode)v)]),
    };

    private static void AddNames(JsonObject entry, string property, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            entry[property] = new JsonArray([.. names.Select(n => (JsonNode)n)]);
        }
    }

    private static long StableHash(string text) =>
        text.Aggregate(unchecked((long)14695981039346656037), (hash, c) => unchecked((hash ^ c) * 1099511628211));
}
