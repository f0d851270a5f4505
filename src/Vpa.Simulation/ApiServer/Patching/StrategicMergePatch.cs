using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>
/// Strategic merge patch: maps merge, lists merge by key where the built-in types say so and are replaced otherwise.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Patch = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string SetElementOrder = "$setElementOrder/";
    private const string DeleteFromPrimitiveList = "$deleteFromPrimitiveList/";

    /// <exception cref="FormatException">A directive is unknown or an element lacks its merge key.</exception>
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        switch (patch.TextAt(Patch))
        {
            case "replace":
                return WithoutDirectives(patch);
            case "delete":
                return [];
            case null or "merge":
                break;
            case var other:
                throw new FormatException($"Unknown patch type found: {other}");
        }

        Retain(target, patch);
        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(DeleteFromPrimitiveList, StringComparison.Ordinal))
            {
                DeleteFrom(target, name[DeleteFromPrimitiveList.Length..], value as JsonArray ?? []);
            }
            else if (!name.StartsWith('$'))
            {
                MergeProperty(target, name, value);
            }
        }

        Order(target, patch);
        return target;
    }

    private static void MergeProperty(JsonObject target, string name, JsonNode? value)
    {
        var before = target[name];
        target.Remove(name);
        switch (value)
        {
            case null:
                return;
            case JsonObject changes:
                target[name] = Apply(before as JsonObject ?? [], changes);
                return;
            case JsonArray items when before is JsonArray old || items.OfType<JsonObject>().Any(i => i.ContainsKey(Patch)):
                target[name] = MergeList(before as JsonArray ?? [], items, name);
                return;
            default:
                target[name] = value.DeepClone();
                return;
        }
    }

    private static JsonArray MergeList(JsonArray old, JsonArray items, string name)
    {
        if (items.OfType<JsonObject>().Any(i => i.TextAt(Patch) == "replace"))
        {
            return [.. items.Where(i => i is not JsonObject map || !map.ContainsKey(Patch)).Select(i => i?.DeepClone())];
        }

        if (MergeKeys.IsSet(name))
        {
            return [.. old.Concat(items).Select(JsonText.Of).Distinct(StringComparer.Ordinal).Select(t => (JsonNode)t)];
        }

        var all = old.Concat(items).OfType<JsonObject>().ToList();
        if (MergeKeys.Of(name, all) is not { } key || all.Count != old.Count + items.Count)
        {
            return (JsonArray)items.DeepClone();
        }

        return MergeByKey(old, items, key);
    }

    private static JsonArray MergeByKey(JsonArray old, JsonArray items, string key)
    {
        var result = (JsonArray)old.DeepClone();
        foreach (var item in items.OfType<JsonObject>())
        {
            var value = item[key] ?? throw new FormatException($"map: {item.ToJsonString()} does not contain declared merge key: {key}");
            var at = result.ToList().FindIndex(e => JsonNode.DeepEquals(e.At(key), value));
            if (item.TextAt(Patch) == "delete")
            {
                if (at >= 0)
                {
                    result.RemoveAt(at);
                }
            }
            else if (at < 0)
            {
                result.Add(WithoutDirectives(item));
            }
            else
            {
                result[at] = Apply((JsonObject)result[at]!.DeepClone(), item);
            }
        }

        return result;
    }

    private static void Retain(JsonObject target, JsonObject patch)
    {
        if (patch[RetainKeys] is not JsonArray)
        {
            return;
        }

        var kept = patch.TextsAt(RetainKeys).ToHashSet(StringComparer.Ordinal);
        foreach (var name in target.Select(p => p.Key).Where(n => !kept.Contains(n)).ToList())
        {
            target.Remove(name);
        }
    }

    private static void DeleteFrom(JsonObject target, string name, JsonArray gone)
    {
        if (target[name] is JsonArray list)
        {
            var values = gone.Select(JsonText.Of).ToHashSet(StringComparer.Ordinal);
            target[name] = new JsonArray([.. list.Where(i => !values.Contains(JsonText.Of(i))).Select(i => i?.DeepClone())]);
        }
    }

    /// <summary>Puts the elements that the directive lists into its order; those it does not list keep their place after them.</summary>
    private static void Order(JsonObject target, JsonObject patch)
    {
        foreach (var (directive, order) in patch.Where(p => p.Key.StartsWith(SetElementOrder, StringComparison.Ordinal)))
        {
            var name = directive[SetElementOrder.Length..];
            if (target[name] is not JsonArray list || order is not JsonArray wanted)
            {
                continue;
            }

            var key = MergeKeys.Of(name, [.. list.OfType<JsonObject>()]);
            string Identity(JsonNode? item) => JsonText.Of(key is not null && item is JsonObject ? item.At(key) : item);
            var ranks = wanted.Select(Identity).Distinct(StringComparer.Ordinal).Select((id, rank) => (id, rank))
                .ToDictionary(p => p.id, p => p.rank, StringComparer.Ordinal);
            target[name] = new JsonArray([.. list.OrderBy(i => ranks.GetValueOrDefault(Identity(i), int.MaxValue)).Select(i => i?.DeepClone())]);
        }
    }

    private static JsonObject WithoutDirectives(JsonObject item) => Apply([], new JsonObject(item
        .Where(p => p.Key != Patch).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))));
}
