using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Updating;

/// <summary>Source-generated writer of evictions.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WireEviction))]
internal sealed partial class UpdatingJson : JsonSerializerContext;
