using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>One column: its definition and how a cell is read from an object. Priority above 0 shows with -o wide only.</summary>
internal sealed record TableColumn(
    string Name, string Type, Func<JsonObject, JsonNode?> Cell, long Priority = 0, string Format = "", string Description = "");
