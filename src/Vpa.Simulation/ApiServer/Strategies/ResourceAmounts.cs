using System.Text.Json.Nodes;
using DomainQuantity = Vpa.Domain.Quantities.Quantity;

namespace Vpa.Simulation.ApiServer;

/// <summary>How a server stores the amounts of a resource list, whatever way they were written.</summary>
internal static class ResourceAmounts
{
    /// <summary>
    /// Prints each amount canonically, rounded up to a thousandth: <c>2</c> becomes <c>"2"</c>, <c>"0.5"</c> becomes <c>"500m"</c>,
    /// <c>"1024Mi"</c> becomes <c>"1Gi"</c>. What is no quantity stays as it is, for the validation to find.
    /// </summary>
    public static void Canonicalize(JsonNode? list)
    {
        foreach (var (name, value) in (list as JsonObject ?? []).ToArray())
        {
            if (value is JsonValue && DomainQuantity.TryParse(JsonText.Of(value), out var amount))
            {
                list![name] = DomainQuantity.FromMilli(amount.MilliValue, amount.Format).ToString();
            }
        }
    }
}
