using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>
/// OpenAPI documents with just what kubectl needs of them: that PATCH takes fieldValidation, so that it leaves validation to the server.
/// </summary>
internal sealed class OpenApiDocuments(ResourceRegistry registry, DiscoveryDocuments discovery)
{
    /// <summary>The field swagger = "2.0" of an otherwise empty gnostic Document, for clients that want protobuf.</summary>
    public static readonly byte[] EmptyVersion2Protobuf = [0x0A, 0x03, (byte)'2', (byte)'.', (byte)'0'];

    public const string Version2ProtobufType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private static readonly string[] PatchTypes =
        ["application/json-patch+json", "application/merge-patch+json"];

    public JsonObject Version2()
    {
        var definitions = new JsonObject();
        foreach (var (resource, version) in registry.All.SelectMany(r => r.Versions.Select(v => (r, v))))
        {
            definitions[$"{(resource.Group.Length == 0 ? "core" : resource.Group)}.{version}.{resource.Kind}"] = new JsonObject
            {
                ["type"] = "object",
                ["x-kubernetes-group-version-kind"] = new JsonArray(GroupVersionKind(resource, version)),
            };
        }

        return new JsonObject { ["swagger"] = "2.0", ["info"] = Info(), ["paths"] = Paths(_ => true), ["definitions"] = definitions };
    }

    public JsonObject Version3Index()
    {
        var paths = new JsonObject();
        foreach (var (group, version) in discovery.GroupVersions().SelectMany(g => g.Value.Select(v => (g.Key, v))))
        {
            var path = group.Length == 0 ? "api/" + version : $"apis/{group}/{version}";
            paths[path] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}" };
        }

        return new JsonObject { ["paths"] = paths };
    }

    public JsonObject Version3(string group, string version)
    {
        var schemas = new JsonObject();
        foreach (var resource in registry.All.Where(r => r.Group == group && r.Versions.Contains(version)))
        {
            var schema = (JsonObject?)resource.CustomVersion(version)?.Schema?.DeepClone() ?? new JsonObject { ["type"] = "object" };
            schema["x-kubernetes-group-version-kind"] = new JsonArray(GroupVersionKind(resource, version));
            schemas[$"{(group.Length == 0 ? "core" : group)}.{version}.{resource.Kind}"] = schema;
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = Info(),
            ["paths"] = Paths(r => r.Resource.Group == group && r.Version == version),
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    private static JsonObject Info() => new() { ["title"] = "Kubernetes", ["version"] = "v1.33.0" };

    private static JsonObject GroupVersionKind(ResourceDefinition resource, string version) =>
        new() { ["group"] = resource.Group, ["version"] = version, ["kind"] = resource.Kind };

    private JsonObject Paths(Func<(ResourceDefinition Resource, string Version), bool> wanted)
    {
        var paths = new JsonObject();
        foreach (var (resource, version) in registry.All.SelectMany(r => r.Versions.Select(v => (r, v))).Where(wanted))
        {
            var root = resource.Group.Length == 0 ? $"/api/{version}" : $"/apis/{resource.Group}/{version}";
            var path = resource.Namespaced ? $"{root}/namespaces/{{namespace}}/{resource.Plural}/{{name}}" : $"{root}/{resource.Plural}/{{name}}";
            paths[path] = new JsonObject { ["patch"] = Patch(resource, version) };
        }

        return paths;
    }

    private static JsonObject Patch(ResourceDefinition resource, string version)
    {
        var content = new JsonObject();
        foreach (var type in PatchTypes)
        {
            content[type] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "object" } };
        }

        return new JsonObject
        {
            ["x-kubernetes-action"] = "patch",
            ["x-kubernetes-group-version-kind"] = GroupVersionKind(resource, version),
            ["parameters"] = new JsonArray(
                new JsonObject { ["name"] = "dryRun", ["in"] = "query", ["schema"] = new JsonObject { ["type"] = "string" } },
                new JsonObject { ["name"] = "fieldValidation", ["in"] = "query", ["schema"] = new JsonObject { ["type"] = "string" } }),
            ["requestBody"] = new JsonObject { ["content"] = content },
            ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
        };
    }
}
