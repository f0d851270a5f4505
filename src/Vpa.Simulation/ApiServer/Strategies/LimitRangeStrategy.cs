using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Limit ranges: a container's default limit falls back to its maximum, its default request to the default limit and then the minimum.</summary>
internal sealed class LimitRangeStrategy : IObjectStrategy
{
    private static readonly string[] Lists = ["default", "defaultRequest", "max", "min", "maxLimitRequestRatio"];

    public void Default(JsonObject item)
    {
        foreach (var limit in item.ObjectsAt("spec", "limits"))
        {
            Array.ForEach(Lists, list => ResourceAmounts.Canonicalize(limit[list]));
        }

        foreach (var limit in item.ObjectsAt("spec", "limits").Where(l => l.TextAt("type") == "Container"))
        {
            Fill(limit, "default", "max");
            Fill(limit, "defaultRequest", "default");
            Fill(limit, "defaultRequest", "min");
        }
    }

    public void PrepareForCreate(JsonObject item)
    {
    }

    public void Validate(JsonObject item, JsonObject? old, List<FieldError> errors)
    {
    }

    private static void Fill(JsonObject limit, string target, string source)
    {
        foreach (var (name, value) in limit[source] as JsonObject ?? [])
        {
            limit.Ensure(target)[name] ??= value?.DeepClone();
        }
    }
}
