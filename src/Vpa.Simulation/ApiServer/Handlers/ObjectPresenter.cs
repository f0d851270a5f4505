using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Converts between the stored version of an object and the one that a client speaks.</summary>
internal static class ObjectPresenter
{
    private static readonly (string Core, string New)[] EventFields =
    [
        ("involvedObject", "regarding"), ("message", "note"), ("source", "deprecatedSource"), ("count", "deprecatedCount"),
        ("firstTimestamp", "deprecatedFirstTimestamp"), ("lastTimestamp", "deprecatedLastTimestamp"),
        ("reportingComponent", "reportingController"),
    ];

    /// <summary>The object in this version, as JSON.</summary>
    public static byte[] Present(ResourceDefinition resource, string version, StoredObject item)
    {
        if (resource.StorageVersion == version && resource.Group != "events.k8s.io")
        {
            return item.Utf8;
        }

        return PresentJson(resource, version, item).ToUtf8();
    }

    public static JsonObject PresentJson(ResourceDefinition resource, string version, StoredObject item)
    {
        var json = item.ToJson();
        json["apiVersion"] = resource.ApiVersion(version);
        if (resource.Group == "events.k8s.io")
        {
            Rename(json, toCore: false);
        }

        return json;
    }

    /// <summary>Turns what a client sent into the stored version.</summary>
    public static void ToStorage(ResourceDefinition resource, JsonObject json)
    {
        if (resource.Group == "events.k8s.io")
        {
            Rename(json, toCore: true);
            json["apiVersion"] = "v1";
            return;
        }

        json["apiVersion"] = resource.StorageApiVersion;
    }

    public static JsonObject MetadataOnly(JsonObject json)
    {
        var result = new JsonObject { ["kind"] = "PartialObjectMetadata", ["apiVersion"] = "meta.k8s.io/v1" };
        result.TakeFrom(json, "metadata");
        return result;
    }

    private static void Rename(JsonObject json, bool toCore)
    {
        foreach (var (core, modern) in EventFields)
        {
            var (from, to) = toCore ? (modern, core) : (core, modern);
            if (json.TryGetPropertyValue(from, out var value))
            {
                json.Remove(from);
                json[to] = value;
            }
        }
    }
}
