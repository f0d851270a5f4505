using System.Text.Json.Nodes;
using Vpa.Domain.Quantities;

namespace Vpa.E2E.Tests.Scenarios;

/// <summary>CPU and memory of one container, compared by value: servers print quantities in different ways.</summary>
internal sealed record Amounts(Quantity Cpu, Quantity Memory)
{
    public static Amounts Read(JsonNode? resources) =>
        new(Quantity.Parse(resources!["cpu"]!.GetValue<string>()), Quantity.Parse(resources["memory"]!.GetValue<string>()));
}
