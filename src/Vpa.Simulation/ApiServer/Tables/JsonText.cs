using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>A JSON value as a person reads it: strings bare, everything else as JSON.</summary>
internal static class JsonText
{
    public static string Of(JsonNode? node) => node switch
    {
        null => "",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => node.ToJsonString(),
    };
}
