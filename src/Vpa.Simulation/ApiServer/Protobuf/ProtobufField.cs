namespace Vpa.Simulation.ApiServer;

/// <summary>One field of a protobuf message and its JSON name.</summary>
internal sealed record ProtobufField(string Name, int Number, string Type, bool Repeated);
