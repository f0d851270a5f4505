using System.Text.Json;
using System.Text.Json.Nodes;
using Vpa.Kubernetes.Caching;

namespace Vpa.Kubernetes.Tests.Caching;

/// <summary>Reads ConfigMaps; those whose data say so cannot be read.</summary>
internal sealed class ConfigItemDecoder : IObjectDecoder<ConfigItem>
{
    public static CachedResource<ConfigItem> Resource { get; } = new(new("", "v1", "configmaps"), new ConfigItemDecoder(), "default");

    public DecodedObject<ConfigItem> Decode(ref Utf8JsonReader reader)
    {
        var node = JsonNode.Parse(ref reader)!;
        var name = (string)node["metadata"]!["name"]!;
        var uid = (string)node["metadata"]!["uid"]!;
        if (node["data"]?["poison"] is not null)
        {
            throw new JsonException($"'{name}' is poisoned.");
        }

        return new(new("default", name), uid, (string)node["metadata"]!["resourceVersion"]!, new(name, uid, (string?)node["data"]?["revision"] ?? ""));
    }
}
