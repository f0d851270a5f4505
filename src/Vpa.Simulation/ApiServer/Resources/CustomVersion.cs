using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>One version of a CustomResourceDefinition: its schema and its printer columns.</summary>
internal sealed record CustomVersion(string Name, JsonObject? Schema, IReadOnlyList<PrinterColumn> Columns);
