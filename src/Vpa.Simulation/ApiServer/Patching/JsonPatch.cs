using System.Globalization;
using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>JSON patch (RFC 6902) on a tree that it changes.</summary>
internal static class JsonPatch
{
    /// <returns>The patched tree.</returns>
    /// <exception cref="FormatException">An operation is malformed, names a place that is not there, or a test fails.</exception>
    public static JsonNode? Apply(JsonNode? root, JsonArray operations)
    {
        foreach (var operation in operations)
        {
            root = ApplyOne(root, operation as JsonObject ?? throw new FormatException("a patch operation must be an object"));
        }

        return root;
    }

    private static JsonNode? ApplyOne(JsonNode? root, JsonObject operation)
    {
        var path = Pointer(operation, "path");
        switch (operation.TextAt("op"))
        {
            case "add":
                return Add(root, path, Value(operation));
            case "remove":
                return Remove(root, path);
            case "replace":
                Find(root, path);
                return path.Length == 0 ? Value(operation) : Replace(root, path, Value(operation));
            case "move":
                var from = Pointer(operation, "from");
                var moved = Find(root, from)?.DeepClone();
                return Add(Remove(root, from), path, moved);
            case "copy":
                return Add(root, path, Find(root, Pointer(operation, "from"))?.DeepClone());
            case "test":
                return JsonNode.DeepEquals(Find(root, path), Value(operation))
                    ? root
                    : throw new FormatException($"testing value {operation.TextAt("path")} failed");
            case var other:
                throw new FormatException($"Unexpected kind: {other}");
        }
    }

    private static JsonNode? Value(JsonObject operation) =>
        operation.TryGetPropertyValue("value", out var value)
            ? value?.DeepClone()
            : throw new FormatException($"{operation.TextAt("op")} operation at {operation.TextAt("path")} has no value");

    private static string[] Pointer(JsonObject operation, string property)
    {
        var text = operation.TextAt(property) ?? throw new FormatException($"a patch operation has no {property}");
        if (text.Length == 0)
        {
            return [];
        }

        return text[0] == '/'
            ? [.. text[1..].Split('/').Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]
            : throw new FormatException($"{property} {text} does not begin with a slash");
    }

    private static JsonNode? Find(JsonNode? root, ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            root = root switch
            {
                JsonObject map when map.TryGetPropertyValue(step, out var next) => next,
                JsonArray array => array[Index(array, step, allowEnd: false)],
                _ => throw Missing(step),
            };
        }

        return root;
    }

    private static JsonNode? Add(JsonNode? root, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            return value;
        }

        switch (Find(root, path.AsSpan(0, path.Length - 1)))
        {
            case JsonObject map:
                map[path[^1]] = value;
                return root;
            case JsonArray array:
                array.Insert(path[^1] == "-" ? array.Count : Index(array, path[^1], allowEnd: true), value);
                return root;
            default:
                throw Missing(path[^1]);
        }
    }

    private static JsonNode? Replace(JsonNode? root, string[] path, JsonNode? value)
    {
        switch (Find(root, path.AsSpan(0, path.Length - 1)))
        {
            case JsonArray array:
                array[Index(array, path[^1], allowEnd: false)] = value;
                break;
            case JsonObject map:
                map[path[^1]] = value;
                break;
        }

        return root;
    }

    private static JsonNode? Remove(JsonNode? root, string[] path)
    {
        if (path.Length == 0)
        {
            return null;
        }

        switch (Find(root, path.AsSpan(0, path.Length - 1)))
        {
            case JsonObject map when map.Remove(path[^1]):
                return root;
            case JsonArray array:
                array.RemoveAt(Index(array, path[^1], allowEnd: false));
                return root;
            default:
                throw Missing(path[^1]);
        }
    }

    private static int Index(JsonArray array, string step, bool allowEnd) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        && (index < array.Count || (allowEnd && index == array.Count))
            ? index
            : throw new FormatException($"Unable to access invalid index: {step}");

    private static FormatException Missing(string step) => new($"doc is missing key: {step}");
}
