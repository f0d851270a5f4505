using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Applies the items of LimitRanges to pods, as kube-apiserver's LimitRanger does.</summary>
internal static class LimitRanger
{
    public static void Default(IReadOnlyList<JsonObject> limits, JsonObject spec)
    {
        foreach (var limit in limits.Where(l => l.TextAt("type") == "Container"))
        {
            foreach (var container in PodDefaults.Containers(spec))
            {
                Fill(container, "limits", limit["default"] as JsonObject);
                Fill(container, "requests", limit["defaultRequest"] as JsonObject);
            }
        }
    }

    public static List<string> Check(IReadOnlyList<JsonObject> limits, JsonObject spec)
    {
        var errors = new List<string>();
        foreach (var limit in limits)
        {
            switch (limit.TextAt("type"))
            {
                case "Container":
                    foreach (var container in PodDefaults.Containers(spec))
                    {
                        CheckOne(limit, "Container", kind => Amounts(container, kind), errors);
                    }

                    break;
                case "Pod":
                    CheckOne(limit, "Pod", kind => Sum(spec, kind), errors);
                    break;
            }
        }

        return errors;
    }

    private static void Fill(JsonObject container, string kind, JsonObject? defaults)
    {
        foreach (var (name, value) in defaults ?? [])
        {
            container.Ensure("resources", kind)[name] ??= value?.DeepClone();
        }
    }

    private static void CheckOne(JsonObject limit, string type, Func<string, Dictionary<string, decimal>> amounts, List<string> errors)
    {
        var (requests, limits) = (amounts("requests"), amounts("limits"));
        foreach (var (name, bound) in limit["min"] as JsonObject ?? [])
        {
            CheckBound(name, bound, requests, "request", type, minimum: true, errors);
            if (limits.ContainsKey(name))
            {
                CheckBound(name, bound, limits, "limit", type, minimum: true, errors);
            }
        }

        foreach (var (name, bound) in limit["max"] as JsonObject ?? [])
        {
            CheckBound(name, bound, limits, "limit", type, minimum: false, errors);
            if (requests.ContainsKey(name))
            {
                CheckBound(name, bound, requests, "request", type, minimum: false, errors);
            }
        }

        foreach (var (name, ratio) in limit["maxLimitRequestRatio"] as JsonObject ?? [])
        {
            CheckRatio(name, JsonText.Of(ratio), requests, limits, type, errors);
        }
    }

    private static void CheckBound(
        string name, JsonNode? bound, Dictionary<string, decimal> amounts, string kind, string type, bool minimum, List<string> errors)
    {
        if (!Quantity.TryParse(JsonText.Of(bound), out var edge))
        {
            return;
        }

        var side = minimum ? "minimum" : "maximum";
        if (!amounts.TryGetValue(name, out var amount))
        {
            errors.Add($"{side} {name} usage per {type} is {JsonText.Of(bound)}.  No {kind} is specified");
        }
        else if (minimum ? amount < edge : amount > edge)
        {
            errors.Add($"{side} {name} usage per {type} is {JsonText.Of(bound)}, but {kind} is {Shown(amount)}");
        }
    }

    private static void CheckRatio(
        string name, string ratio, Dictionary<string, decimal> requests, Dictionary<string, decimal> limits, string type, List<string> errors)
    {
        if (Quantity.TryParse(ratio, out var most) && requests.TryGetValue(name, out var request) && request > 0
            && limits.TryGetValue(name, out var limit) && limit / request > most)
        {
            errors.Add($"{name} max limit to request ratio per {type} is {ratio}, but provided ratio is {Shown(limit / request)}");
        }
    }

    private static string Shown(decimal amount) => amount == decimal.Truncate(amount)
        ? amount.ToString("0", System.Globalization.CultureInfo.InvariantCulture)
        : (amount * 1000).ToString("0.######", System.Globalization.CultureInfo.InvariantCulture) + "m";

    private static Dictionary<string, decimal> Amounts(JsonObject container, string kind)
    {
        var found = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var (name, value) in container.At("resources", kind) as JsonObject ?? [])
        {
            if (Quantity.TryParse(JsonText.Of(value), out var amount))
            {
                found[name] = amount;
            }
        }

        return found;
    }

    private static Dictionary<string, decimal> Sum(JsonObject spec, string kind) => spec.ObjectsAt("containers")
        .SelectMany(c => Amounts(c, kind)).GroupBy(a => a.Key, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.Sum(a => a.Value), StringComparer.Ordinal);
}
