using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Admitting;

/// <summary>Objects that are written back as they were read, but for the fields that are ours: no field of theirs may be lost.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class AdmittingJson : JsonSerializerContext;
