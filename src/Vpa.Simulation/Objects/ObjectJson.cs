using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Vpa.Simulation.Objects;

/// <summary>Source-generated JSON of the slim types; unknown fields are skipped.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(TimestampConverter)])]
[JsonSerializable(typeof(ObjectList<Pod>))]
[JsonSerializable(typeof(ObjectList<Deployment>))]
[JsonSerializable(typeof(ObjectList<ReplicaSet>))]
[JsonSerializable(typeof(ObjectList<Node>))]
[JsonSerializable(typeof(PodStatus))]
[JsonSerializable(typeof(DeploymentStatus))]
[JsonSerializable(typeof(ReplicaSetStatus))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ObjectJson : JsonSerializerContext;
