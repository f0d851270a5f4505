using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>JSON merge patch (RFC 7386).</summary>
internal static class MergePatch
{
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var result = target as JsonObject ?? [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                result.Remove(name);
                continue;
            }

            var before = result[name];
            result.Remove(name);
            result[name] = Apply(before, value);
        }

        return result;
    }
}
