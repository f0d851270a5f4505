using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>One step of a JSONPath: from a node to the nodes it chooses.</summary>
internal sealed class JsonPathStep(Func<JsonNode?, IEnumerable<JsonNode?>> from)
{
    public static JsonPathStep Every { get; } = new(Children);

    public static JsonPathStep Named(string name) => new(node =>
        node is JsonObject map && map.TryGetPropertyValue(name, out var value) ? [value] : []);

    public static JsonPathStep Indexed(int index) => new(node =>
        node is JsonArray array && (index < 0 ? array.Count + index : index) is var at && at >= 0 && at < array.Count ? [array[at]] : []);

    public static JsonPathStep Where(Func<JsonNode?, bool> chosen) => new(node => Children(node).Where(chosen));

    public IEnumerable<JsonNode?> From(JsonNode? node) => from(node);

    private static IEnumerable<JsonNode?> Children(JsonNode? node) => node switch
    {
        JsonArray array => array,
        JsonObject map => map.Select(p => p.Value),
        _ => [],
    };
}
