using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>Source-generated readers and writers of the wire types: lenient when reading, without nulls when writing.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    Converters = [typeof(TextConverter), typeof(StringMapConverter)])]
[JsonSerializable(typeof(WireStatus))]
[JsonSerializable(typeof(WireListMeta))]
[JsonSerializable(typeof(WirePod))]
[JsonSerializable(typeof(WireVpa))]
[JsonSerializable(typeof(WireVpaStatus))]
[JsonSerializable(typeof(WireWorkload))]
[JsonSerializable(typeof(WireReplicationController))]
[JsonSerializable(typeof(WireCronJob))]
[JsonSerializable(typeof(WireLimitRange))]
[JsonSerializable(typeof(WireScale))]
[JsonSerializable(typeof(WirePartialObject))]
[JsonSerializable(typeof(WireLease))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(WireEvent))]
[JsonSerializable(typeof(WireExternalMetric))]
[JsonSerializable(typeof(WireExternalMetricList))]
[JsonSerializable(typeof(WireApiResourceList))]
[JsonSerializable(typeof(WireApiGroupList))]
internal sealed partial class WireJson : JsonSerializerContext;
