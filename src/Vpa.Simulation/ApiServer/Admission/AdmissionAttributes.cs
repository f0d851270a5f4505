using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>What admission knows of a write.</summary>
internal sealed record AdmissionAttributes(string Operation, ApiRequest Request, JsonObject? Old);
